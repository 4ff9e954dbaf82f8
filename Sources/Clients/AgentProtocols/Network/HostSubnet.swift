/// A subnet as a host needs it; addresses and prefixes are texts (`10.0.0.0/24`, `fd00::1`).
package struct HostSubnet: Sendable, Codable, Hashable {
    package var id: String
    package var cidr: String
    package var gateway: String?
    package var dnsServers: [String]
    package var hostRoutes: [HostRoute]
    package var enableDHCP: Bool
    /// `slaac`, `dhcpv6-stateful`, `dhcpv6-stateless`; nil for IPv4 and for IPv6 configured by hand.
    package var ipv6AddressMode: String?
    /// The same for what the router advertises; nil: it does not.
    package var ipv6RAMode: String?

    package init(
        id: String, cidr: String, gateway: String? = nil, dnsServers: [String] = [], hostRoutes: [HostRoute] = [],
        enableDHCP: Bool = true, ipv6AddressMode: String? = nil, ipv6RAMode: String? = nil
    ) {
        self.id = id
        self.cidr = cidr
        self.gateway = gateway
        self.dnsServers = dnsServers
        self.hostRoutes = hostRoutes
        self.enableDHCP = enableDHCP
        self.ipv6AddressMode = ipv6AddressMode
        self.ipv6RAMode = ipv6RAMode
    }
}
