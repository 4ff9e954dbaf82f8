import AgentProtocols
import CloudCore
import CloudSQL

/// Works out what should be on a host's network, for its agent.
struct HostStateActions: Sendable {
    let core: NetworkCore

    func state(of host: String) async throws -> HostNetworkState {
        try await core.read(nil) { work in
            let here = try work.ports(["host_id": [host]])
            let networks = try Surroundings(work, Set(here.map(\.networkID)))
            let guests = here.filter { !$0.isService }
            let groups = try GroupRules(work, Set(guests.flatMap(\.securityGroups)))
            let routers = try work.table(Router.self).list(
                ListQuery(filters: [.init("host", .isIn, [.string(host)])]))
            return HostNetworkState(
                host: host, generation: work.now.microseconds,
                networks: networks.all.map { networks.describe($0, on: host) },
                ports: guests.map { groups.describe($0) }, groups: groups.addresses,
                routers: try describe(routers, networks, here, work))
        }
    }

    /// One port for the agent of `host`; no port in the answer when it is none of that host's.
    func state(ofPort id: String, on host: String) async throws -> PortNetworkState {
        try await core.read(nil) { work in
            let generation = work.now.microseconds
            guard let port = try work.table(Port.self).find(id), port.hostID == host, !port.isService else {
                return PortNetworkState(generation: generation, port: nil, network: nil)
            }
            let networks = try Surroundings(work, [port.networkID])
            let groups = try GroupRules(work, Set(port.securityGroups), alsoMembersOf: Set(port.securityGroups))
            return PortNetworkState(
                generation: generation, port: groups.describe(port),
                network: networks.all.first.map { networks.describe($0, on: host) }, groups: groups.addresses)
        }
    }

    private func describe(
        _ routers: [Router], _ networks: Surroundings, _ here: [Port], _ work: Work
    ) throws -> [HostRouter] {
        guard !routers.isEmpty else { return [] }
        let floating = try work.table(FloatingIP.self).list(
            ListQuery(filters: [.init("router_id", .isIn, routers.map { .string($0.id) })]))
        return routers.map { router in
            let legs = here.filter { $0.deviceID == router.id && PortOwner.router.contains($0.deviceOwner) }
            let outer = legs.filter { $0.deviceOwner == PortOwner.routerGateway }.flatMap(\.fixedIPs)
            return HostRouter(
                id: router.id, name: router.name, projectID: router.projectID, adminStateUp: router.adminStateUp,
                legs: legs.map { leg in
                    HostRouter.Leg(
                        portID: leg.id, networkID: leg.networkID, mac: leg.macAddress,
                        addresses: leg.fixedIPs.compactMap(networks.prefixed), subnetIDs: leg.fixedIPs.map(\.subnetID),
                        external: leg.deviceOwner == PortOwner.routerGateway)
                },
                gateways: outer.compactMap { networks.subnet($0.subnetID)?.gatewayIP },
                snat: router.gateway?.enableSNAT ?? false,
                routes: router.routes.map { HostRoute(destination: $0.destination, nextHop: $0.nexthop) },
                floatingIPs: floating.filter { $0.routerID == router.id }.compactMap { one in
                    one.fixedIPAddress.map {
                        HostRouter.Floating(id: one.id, address: one.floatingIPAddress, fixedAddress: $0)
                    }
                })
        }
    }
}
