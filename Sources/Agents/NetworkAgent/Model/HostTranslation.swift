import AgentProtocols
import NetworkKit

/// The service's words for a host's network in the host's own: pure. What a host cannot have is left out.
struct HostTranslation: Sendable {
    /// This host's name in the cloud.
    var host: String
    /// This host's end of tunnels; nil keeps networks on this host.
    var underlay: IPAddress?
    /// Interfaces of the host by the physical networks' names.
    var interfaces: [String: String] = [:]
    var uplink: DesiredUplink?

    /// Where the metadata proxy listens in a router's namespace.
    static let metadataPort = 9697

    func desired(_ state: HostNetworkState) -> DesiredHost {
        let known = Set(state.networks.map(\.id))
        return DesiredHost(
            networks: state.networks.map(network),
            ports: state.ports.filter { known.contains($0.networkID) }.map(port).sorted { $0.id < $1.id },
            groups: state.groups.map(group).sorted { $0.id < $1.id },
            routers: state.routers.filter(\.adminStateUp).map { router($0, in: state) }, uplink: uplink)
    }

    func network(_ network: AgentProtocols.HostNetwork) -> DesiredNetwork {
        let kind = kind(of: network)
        var gateways = [IPPrefix]()
        if network.external, !Self.isFlat(kind) {
            // Nobody outside holds the gateways' addresses: the cloud's namespace does.
            gateways = network.subnets.compactMap { subnet in
                guard let prefix = IPPrefix(subnet.cidr), let gateway = subnet.gateway.flatMap({ IPAddress($0) }) else {
                    return nil
                }
                return IPPrefix(gateway, prefix.length)
            }
        }
        return DesiredNetwork(
            id: network.id, mtu: network.mtu, kind: kind, hostAddresses: gateways, dhcp: dhcp(of: network))
    }

    private func kind(of network: AgentProtocols.HostNetwork) -> DesiredNetwork.Kind {
        switch network.kind {
        case .flat:
            guard let interface = network.physicalNetwork.flatMap({ interfaces[$0] }) else { return .local }
            return .flat(interface: interface)
        case .vxlan:
            guard let underlay, let identifier = network.segmentationID else { return .local }
            let peers = Dictionary(
                network.peers.compactMap { peer in IPAddress(peer.address).map { (peer.host, $0) } }
            ) { first, _ in first }
            let places = network.members.compactMap { member in
                member.host.flatMap { peers[$0] }.map { (member.mac, $0) }
            }
            return .vxlan(
                VXLANTunnel(
                    identifier: identifier, local: underlay, remotes: Set(peers.values).sorted(),
                    locations: Dictionary(places) { first, _ in first }))
        case .local, .vlan: return .local
        }
    }

    private static func isFlat(_ kind: DesiredNetwork.Kind) -> Bool {
        if case .flat = kind { true } else { false }
    }
}
