import CloudAuth
import CloudCore
import CloudSQL

/// Networks: segments, sharing, use.
struct NetworkLifecycle: Lifecycle {
    let map = Network.attributes

    func missing(_ id: String) -> Fault { .missingNetwork(id) }

    func visibility(_ projectID: String) -> SQLCondition { Network.visible(to: projectID) }

    func target(_ row: Network, _ work: Work) -> PolicyTarget { row.policyTarget }

    func create(_ values: Values, _ projectID: String, _ work: Work) throws -> Network {
        try work.requireQuota(Network.self, "network", projectID)
        var network = Network(id: work.newID, projectID: projectID, createdAt: work.now, updatedAt: work.now)
        map.apply(values, to: &network)
        try setSegment(&network, values, work)
        let largest =
            network.networkType == .vxlan
            ? work.core.configuration.physicalMTU - 50 : work.core.configuration.physicalMTU
        network.mtu = largest
        if let mtu = values.int("mtu"), mtu > 0 {
            try require(mtu, atMost: largest)
            network.mtu = mtu
        }
        if network.isDefault { try requireOnlyDefault(network, work) }
        try work.table(Network.self).insert(network)
        return network
    }

    func update(_ row: inout Network, _ values: Values, _ work: Work) throws {
        let before = row
        map.apply(values, to: &row)
        if let mtu = values.int("mtu"), mtu > 0 {
            try require(
                mtu, atMost: work.core.configuration.physicalMTU - (row.networkType == .vxlan ? 50 : 0))
            row.mtu = mtu
        }
        if before.shared, !row.shared { try requireUnshared(row, work) }
        if before.external, !row.external { try requireNoGateways(row, work) }
        if row.isDefault, !before.isDefault { try requireOnlyDefault(row, work) }
        work.wake(hosts: try work.hosts(ofNetworks: [row.id]))
    }

    func delete(_ row: Network, _ work: Work) throws {
        let ports = try work.ports(["network_id": [row.id]])
        let used = ports.filter { $0.deviceOwner != PortOwner.dhcp }
        guard used.isEmpty else {
            let ids = used.map { "'\($0.id)'" }.sorted().joined(separator: ", ")
            throw Fault.conflict(
                "Unable to complete operation on network \(row.id). There are one or more ports still in use on the "
                    + "network, id for these ports is: \(ids).", code: "NetworkInUse")
        }
        let floating = try work.table(FloatingIP.self).count([.init("floating_network_id", .isIn, [.string(row.id)])])
        guard floating == 0 else {
            throw Fault.conflict(
                "Unable to complete operation on network \(row.id). There are floating IPs on it.", code: "NetworkInUse"
            )
        }
        work.wake(hosts: ports.map(\.hostID))
        for port in ports { try work.remove(port) }
        try work.table(Subnet.self).delete(where: [.init("network_id", .isIn, [.string(row.id)])])
        try work.table(Network.self).delete(row.id)
    }

    private func setSegment(_ network: inout Network, _ values: Values, _ work: Work) throws {
        let physical = values.string("provider:physical_network")
        let segment = values.int("provider:segmentation_id")
        let name = values.string("provider:network_type") ?? (physical == nil ? "vxlan" : "flat")
        guard let type = NetworkType(rawValue: name) else {
            throw Fault.invalidInput("network_type value '\(name)' not supported.")
        }
        network.networkType = type
        network.physicalNetwork = physical
        network.segmentationID = segment
        switch type {
        case .local, .vxlan:
            guard physical == nil else {
                throw Fault.invalidInput("provider:physical_network specified for \(name) network.")
            }
            guard type == .vxlan else {
                guard segment == nil else {
                    throw Fault.invalidInput("provider:segmentation_id specified for local network.")
                }
                return
            }
            network.segmentationID = try segment.map { try free(vni: $0, work) } ?? work.freeVNI()
        case .flat:
            guard let physical else { throw Fault.invalidInput("physical_network required for flat provider network.") }
            guard segment == nil else {
                throw Fault.invalidInput("provider:segmentation_id specified for flat network.")
            }
            let taken = try work.table(Network.self).exists(where: [
                .init("physical_network", .isIn, [.string(physical)]), .init("network_type", .isIn, [.string("flat")]),
            ])
            guard !taken else {
                throw Fault.conflict(
                    "Unable to create the flat network. Physical network \(physical) is in use.",
                    code: "FlatNetworkInUse")
            }
        case .vlan:
            throw Fault.notImplemented("Networks of type vlan are not supported yet: use vxlan, flat or local.")
        }
    }

    private func free(vni: Int, _ work: Work) throws -> Int {
        let taken = try work.table(Network.self).exists(where: [
            .init("segmentation_id", .isIn, [.integer(Int64(vni))]), .init("network_type", .isIn, [.string("vxlan")]),
        ])
        guard !taken else {
            throw Fault.conflict(
                "Unable to create the network. The tunnel ID \(vni) is in use.", code: "TunnelIdInUse")
        }
        return vni
    }

    private func require(_ mtu: Int, atMost largest: Int) throws {
        guard mtu <= largest else {
            throw Fault.invalidInput("Requested MTU is too big, maximum is \(largest).")
        }
        guard mtu >= 68 else { throw Fault.invalidInput("Requested MTU is too small, minimum is 68.") }
    }

    private func requireOnlyDefault(_ network: Network, _ work: Work) throws {
        guard network.external else { throw Fault.invalidInput("Only an external network can be the default one.") }
        let others = try work.table(Network.self).list(
            ListQuery(filters: [
                .init("is_default", .isIn, [.boolean(true)]), .init("id", .isNotIn, [.string(network.id)]),
            ]))
        if let other = others.first {
            throw Fault.badRequest(
                "A default external network already exists: \(other.id).", code: "DefaultExternalNetworkExists")
        }
    }

    private func requireUnshared(_ network: Network, _ work: Work) throws {
        let foreign = try work.ports(["network_id": [network.id]]).contains {
            !$0.projectID.isEmpty && $0.projectID != network.projectID && !$0.isService
        }
        guard !foreign else {
            throw Fault.conflict(
                "Unable to reconfigure sharing settings for network \(network.id). Multiple tenants are using it.",
                code: "InvalidSharedSetting")
        }
    }

    private func requireNoGateways(_ network: Network, _ work: Work) throws {
        let owners = [PortOwner.routerGateway, PortOwner.floatingIP]
        guard try work.ports(["network_id": [network.id], "device_owner": owners]).isEmpty else {
            throw Fault.conflict(
                "External network \(network.id) cannot be updated to be made non-external, "
                    + "since it has existing gateway ports.",
                code: "ExternalNetworkInUse")
        }
    }
}

extension Network {
    var policyTarget: PolicyTarget {
        [
            "project_id": projectID, "tenant_id": projectID, "shared": shared ? "True" : "False",
            "router:external": external ? "True" : "False",
        ]
    }
}
