import AgentProtocols
import NetworkKit

extension HostTranslation {
    /// Legs into networks that the state does not know are left out.
    func router(_ router: HostRouter, in state: HostNetworkState) -> DesiredRouter {
        let networks = Dictionary(state.networks.map { ($0.id, $0) }) { first, _ in first }
        let legs = router.legs.compactMap { leg in networks[leg.networkID].map { self.leg(leg, in: $0) } }
        return DesiredRouter(
            id: router.id, legs: legs, gateways: router.gateways.compactMap { IPAddress($0) },
            translatesSources: router.snat, routes: router.routes.compactMap(route),
            floatingIPs: router.floatingIPs.compactMap { floating in
                guard let address = IPAddress(floating.address), let fixed = IPAddress(floating.fixedAddress) else {
                    return nil
                }
                return FloatingIP(address: address, fixed: fixed)
            }, metadataPort: legs.contains { !$0.external } ? Self.metadataPort : nil)
    }

    private func leg(_ leg: HostRouter.Leg, in network: AgentProtocols.HostNetwork) -> RouterLeg {
        RouterLeg(
            portID: leg.portID, networkID: leg.networkID, mac: leg.mac,
            addresses: leg.addresses.compactMap { IPPrefix($0) }, external: leg.external,
            advertisements: leg.external
                ? []
                : network.subnets.filter { leg.subnetIDs.contains($0.id) }.compactMap(advertisement))
    }

    private func advertisement(_ subnet: HostSubnet) -> RouterLeg.Advertisement? {
        guard let prefix = IPPrefix(subnet.cidr), prefix.isV6,
            let mode = subnet.ipv6RAMode.flatMap({ RouterLeg.Advertisement.Mode(rawValue: $0) })
        else { return nil }
        return .init(prefix: prefix, mode: mode, dnsServers: subnet.dnsServers.compactMap { IPAddress($0) })
    }
}
