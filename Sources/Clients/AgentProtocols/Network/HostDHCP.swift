/// A network's DHCP server on one host: a port of its own (`network:dhcp`), with other addresses than on other hosts.
package struct HostDHCP: Sendable, Codable, Hashable {
    package var portID: String
    package var mac: String
    /// With prefix lengths: `10.0.0.2/24`.
    package var addresses: [String]

    package init(portID: String, mac: String, addresses: [String]) {
        self.portID = portID
        self.mac = mac
        self.addresses = addresses
    }
}
