import AgentProtocols
import CloudCore
import CloudSQL

/// Some networks with their subnets, ports and hosts, read in one query each.
struct Surroundings {
    let all: [Network]
    private let subnets: [String: [Subnet]]
    private let ports: [String: [Port]]
    private let underlay: [String: String]
    private let domain: String

    init(_ work: Work, _ ids: Set<String>) throws {
        let values = ids.sorted().map { ListQuery.Value.string($0) }
        all = try work.table(Network.self).find(keys: Array(ids)).sorted { $0.id < $1.id }
        let query = ListQuery(filters: [.init("network_id", .isIn, values)])
        subnets = Dictionary(
            grouping: values.isEmpty ? [] : try work.table(Subnet.self).list(query), by: \.networkID)
        ports = Dictionary(grouping: values.isEmpty ? [] : try work.table(Port.self).list(query), by: \.networkID)
        underlay = Dictionary(
            try work.table(Agent.self).list().compactMap { agent in agent.underlayAddress.map { (agent.host, $0) } },
            uniquingKeysWith: { $1 })
        domain = work.core.configuration.dnsDomain
    }

    func subnet(_ id: String) -> Subnet? { subnets.values.lazy.flatMap { $0 }.first { $0.id == id } }

    /// The address with its subnet's prefix length.
    func prefixed(_ fixed: FixedIP) -> String? {
        subnet(fixed.subnetID)?.network.map { "\(fixed.ipAddress)/\($0.length)" }
    }

    func describe(_ network: Network, on host: String) -> HostNetwork {
        let ports = ports[network.id] ?? []
        let mine = ports.first { $0.hostID == host && $0.deviceOwner == PortOwner.dhcp }
        let others = Set(ports.map(\.hostID)).subtracting([host, ""])
        return HostNetwork(
            id: network.id, name: network.name, projectID: network.projectID,
            kind: HostNetwork.Kind(rawValue: network.networkType.rawValue) ?? .local,
            segmentationID: network.segmentationID,
            physicalNetwork: network.physicalNetwork, mtu: network.mtu, external: network.external,
            dnsDomain: network.dnsDomain.isEmpty ? domain : String(network.dnsDomain.trimmingDots),
            hasRouter: ports.contains { $0.deviceOwner == PortOwner.routerInterface },
            subnets: (subnets[network.id] ?? []).map(describe),
            dhcp: mine.map { HostDHCP(portID: $0.id, mac: $0.macAddress, addresses: $0.fixedIPs.compactMap(prefixed)) },
            members: ports.filter { $0.deviceOwner != PortOwner.floatingIP }.map(describe),
            peers: others.sorted().compactMap { other in
                underlay[other].map { HostNetwork.Peer(host: other, address: $0) }
            })
    }

    private func describe(_ subnet: Subnet) -> HostSubnet {
        HostSubnet(
            id: subnet.id, cidr: subnet.cidr, gateway: subnet.gatewayIP, dnsServers: subnet.dnsNameservers,
            hostRoutes: subnet.hostRoutes.map { HostRoute(destination: $0.destination, nextHop: $0.nexthop) },
            enableDHCP: subnet.enableDHCP, ipv6AddressMode: subnet.ipv6AddressMode, ipv6RAMode: subnet.ipv6RAMode)
    }

    private func describe(_ port: Port) -> HostNetworkMember {
        HostNetworkMember(
            portID: port.id, mac: port.macAddress, addresses: port.hostAddresses, hostname: port.hostname(),
            options: port.extraDHCPOpts.map { .init(name: $0.name, value: $0.value, ipVersion: $0.ipVersion) },
            deviceID: port.deviceID, deviceOwner: port.deviceOwner, projectID: port.projectID,
            host: port.hostID.isEmpty ? nil : port.hostID)
    }
}

extension Port {
    var hostAddresses: [HostFixedAddress] {
        fixedIPs.map { HostFixedAddress(subnetID: $0.subnetID, address: $0.ipAddress) }
    }
}

extension String {
    /// Without a dot at its end.
    fileprivate var trimmingDots: Substring { hasSuffix(".") ? dropLast() : self[...] }
}
