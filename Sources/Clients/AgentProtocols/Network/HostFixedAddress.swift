/// An address of a port, and the subnet that it is from.
package struct HostFixedAddress: Sendable, Codable, Hashable {
    package var subnetID: String
    package var address: String

    package init(subnetID: String, address: String) {
        self.subnetID = subnetID
        self.address = address
    }
}
