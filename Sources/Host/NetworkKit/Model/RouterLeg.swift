/// A router's port in a network.
package struct RouterLeg: Sendable, Codable, Hashable {
    /// An IPv6 subnet that the router advertises on this leg.
    package struct Advertisement: Sendable, Codable, Hashable {
        package enum Mode: String, Sendable, Codable {
            case slaac
            case stateless = "dhcpv6-stateless"
            case stateful = "dhcpv6-stateful"
        }

        package var prefix: IPPrefix
        package var mode: Mode
        package var dnsServers: [IPAddress]

        package init(prefix: IPPrefix, mode: Mode, dnsServers: [IPAddress] = []) {
            self.prefix = prefix
            self.mode = mode
            self.dnsServers = dnsServers
        }
    }

    package var portID: String
    package var networkID: String
    package var mac: String
    package var addresses: [IPPrefix]
    package var external: Bool
    package var advertisements: [Advertisement]

    package init(
        portID: String, networkID: String, mac: String, addresses: [IPPrefix], external: Bool = false,
        advertisements: [Advertisement] = []
    ) {
        self.portID = portID
        self.networkID = networkID
        self.mac = mac
        self.addresses = addresses
        self.external = external
        self.advertisements = advertisements
    }
}
