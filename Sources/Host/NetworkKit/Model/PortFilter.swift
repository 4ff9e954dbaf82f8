/// What may pass a port: the guest's own addresses, and the rules of its security groups. No rule, no passage.
package struct PortFilter: Sendable, Codable, Hashable {
    package var mac: String
    package var fixedAddresses: [IPAddress]
    package var allowedPairs: [AddressPair]
    package var rules: [SecurityRule]

    package init(
        mac: String, fixedAddresses: [IPAddress], allowedPairs: [AddressPair] = [], rules: [SecurityRule] = []
    ) {
        self.mac = mac
        self.fixedAddresses = fixedAddresses
        self.allowedPairs = allowedPairs
        self.rules = rules
    }

    /// Every source that the guest may send from.
    var sources: [AddressPair] {
        let own = fixedAddresses.map { AddressPair(mac: mac, prefix: IPPrefix($0)) }
        let macs = Set([mac.lowercased()] + allowedPairs.map { ($0.mac ?? mac).lowercased() })
        let local = macs.compactMap { mac in
            IPAddress.linkLocal(mac: mac).map { AddressPair(mac: mac, prefix: IPPrefix($0)) }
        }
        return own + local + allowedPairs.map { AddressPair(mac: $0.mac ?? mac, prefix: $0.prefix) }
    }
}
