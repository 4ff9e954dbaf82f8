/// A network's DHCP server on this host, in a namespace of its own.
package struct DesiredDHCP: Sendable, Codable, Hashable {
    package var mac: String
    /// The server's own addresses, with their prefix lengths.
    package var addresses: [IPPrefix]
    package var subnets: [DHCPSubnet]
    package var hosts: [DHCPHost]
    /// Also hold 169.254.169.254 and tell guests to go there, for networks without a router.
    package var metadata: Bool
    package var domain: String

    package init(
        mac: String, addresses: [IPPrefix], subnets: [DHCPSubnet], hosts: [DHCPHost] = [], metadata: Bool = false,
        domain: String = "openstacklocal"
    ) {
        self.mac = mac
        self.addresses = addresses
        self.subnets = subnets
        self.hosts = hosts
        self.metadata = metadata
        self.domain = domain
    }
}
