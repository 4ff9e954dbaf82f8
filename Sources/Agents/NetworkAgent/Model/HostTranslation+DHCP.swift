import AgentProtocols
import NetworkKit

extension HostTranslation {
    /// The network's DHCP server here; nil when it has none.
    func dhcp(of network: AgentProtocols.HostNetwork) -> DesiredDHCP? {
        guard let dhcp = network.dhcp else { return nil }
        let subnets = network.subnets.compactMap(subnet)
        // Addresses that guests give themselves are no leases.
        let leased = Set(subnets.filter { $0.mode == .stateful }.map(\.id))
        return DesiredDHCP(
            mac: dhcp.mac, addresses: dhcp.addresses.compactMap { IPPrefix($0) }, subnets: subnets,
            hosts: network.members.filter(\.isGuest).map { host($0, leased: leased) }.sorted { $0.portID < $1.portID },
            metadata: !network.hasRouter, domain: network.dnsDomain)
    }

    private func subnet(_ subnet: HostSubnet) -> DHCPSubnet? {
        guard subnet.enableDHCP, let prefix = IPPrefix(subnet.cidr) else { return nil }
        let mode: DHCPSubnet.Mode
        switch (prefix.isV6, subnet.ipv6AddressMode) {
        case (false, _), (true, "dhcpv6-stateful"?): mode = .stateful
        case (true, "dhcpv6-stateless"?): mode = .stateless
        default: return nil
        }
        return DHCPSubnet(
            id: subnet.id, prefix: prefix, gateway: subnet.gateway.flatMap { IPAddress($0) },
            dnsServers: subnet.dnsServers.compactMap { IPAddress($0) }, hostRoutes: subnet.hostRoutes.compactMap(route),
            mode: mode)
    }

    private func host(_ member: HostNetworkMember, leased: Set<String>) -> DHCPHost {
        DHCPHost(
            portID: member.portID, mac: member.mac, hostname: member.hostname,
            addresses: member.addresses.filter { leased.contains($0.subnetID) }.compactMap { IPAddress($0.address) },
            options: member.options.map { .init(name: $0.name, value: $0.value, v6: $0.ipVersion == 6) })
    }

    func route(_ route: HostRoute) -> DesiredRoute? {
        guard let destination = IPPrefix(route.destination), let nextHop = IPAddress(route.nextHop) else { return nil }
        return DesiredRoute(destination: destination, nextHop: nextHop)
    }
}

extension HostNetworkMember {
    /// Whether it is anybody's port but the network's own (`network:dhcp`, a router's leg).
    var isGuest: Bool { !deviceOwner.hasPrefix("network:") }
}
