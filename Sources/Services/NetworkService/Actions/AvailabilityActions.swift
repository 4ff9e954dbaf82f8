import CloudAuth
import CloudCore
import CloudSQL

/// How many addresses networks have, and how many are used.
struct AvailabilityActions: Sendable {
    struct SubnetUse: Sendable {
        var subnet: Subnet
        var total: Double
        var used: Int
    }

    struct NetworkUse: Sendable {
        var network: Network
        var subnets: [SubnetUse]
    }

    let core: NetworkCore

    /// - Parameter id: one network only.
    func list(_ filters: [ListQuery.Filter], _ caller: Caller, id: String? = nil) async throws -> [NetworkUse] {
        try core.policy.enforce("get_network_ip_availability", caller)
        return try await core.read(caller) { work in
            var filters = filters
            if let id { filters.append(.init("id", .isIn, [.string(id)])) }
            let networks = try work.table(Network.self).list(ListQuery(filters: filters))
            let used = try work.connection.addressesUsed()
            let subnets = Dictionary(grouping: try work.table(Subnet.self).list(), by: \.networkID)
            return networks.map { network in
                NetworkUse(
                    network: network,
                    subnets: (subnets[network.id] ?? []).map {
                        SubnetUse(subnet: $0, total: Self.total($0), used: used[$0.id] ?? 0)
                    })
            }
        }
    }

    private static func total(_ subnet: Subnet) -> Double {
        subnet.allocationPools.compactMap(\.range).reduce(0) {
            $0 + Double($1.upperBound.value - $1.lowerBound.value) + 1
        }
    }
}
