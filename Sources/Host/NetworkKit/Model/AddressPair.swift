/// A source that a port may use beside its fixed addresses; without a MAC, the port's own counts.
package struct AddressPair: Sendable, Codable, Hashable {
    package var mac: String?
    package var prefix: IPPrefix

    package init(mac: String? = nil, prefix: IPPrefix) {
        self.mac = mac
        self.prefix = prefix
    }
}
