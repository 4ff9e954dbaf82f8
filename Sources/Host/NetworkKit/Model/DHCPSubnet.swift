/// What the DHCP server tells the guests of one subnet.
package struct DHCPSubnet: Sendable, Codable, Hashable {
    package enum Mode: String, Sendable, Codable {
        /// Addresses from the server: IPv4, and IPv6's `dhcpv6-stateful`.
        case stateful
        /// IPv6: options only; the address comes from router advertisements.
        case stateless
    }

    package var id: String
    package var prefix: IPPrefix
    package var gateway: IPAddress?
    package var dnsServers: [IPAddress]
    package var hostRoutes: [DesiredRoute]
    package var mode: Mode
    package var leaseSeconds: Int

    package init(
        id: String, prefix: IPPrefix, gateway: IPAddress? = nil, dnsServers: [IPAddress] = [],
        hostRoutes: [DesiredRoute] = [], mode: Mode = .stateful, leaseSeconds: Int = 86400
    ) {
        self.id = id
        self.prefix = prefix
        self.gateway = gateway
        self.dnsServers = dnsServers
        self.hostRoutes = hostRoutes
        self.mode = mode
        self.leaseSeconds = leaseSeconds
    }
}
