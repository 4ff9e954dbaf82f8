import CloudAuth
import CloudCore
import CloudSQL

/// The aggregates that a provider belongs to.
struct AggregateActions: Sendable {
    let database: Database
    let policy: Policy
    let forest: ForestCache

    /// A provider's aggregates, with the generation that it has with them.
    struct OfProvider: Sendable {
        var generation: Int64
        var aggregates: [String]
    }

    func list(_ uuid: String, _ caller: Caller) async throws -> OfProvider {
        try policy.enforce("placement:resource_providers:aggregates:list", caller)
        let state = try await forest.provider(uuid)
        return OfProvider(generation: state.provider.generation, aggregates: state.aggregates)
    }

    /// - Parameter generation: compared and moved on; nil before microversion 1.19, which knows none here.
    func set(_ uuid: String, _ aggregates: [String], generation: Int64?, _ caller: Caller) async throws -> OfProvider {
        try policy.enforce("placement:resource_providers:aggregates:update", caller)
        return try await database.write { connection in
            var provider = try connection.provider(uuid)
            if let generation {
                guard provider.generation == generation else {
                    throw Fault.conflict(
                        "Resource provider's generation already changed. Please update the generation and try again.",
                        code: FaultCode.concurrentUpdate)
                }
                try connection.advance(&provider)
            }
            try ProviderAggregates.delete(of: uuid, connection)
            for aggregate in Set(aggregates).sorted() {
                try ProviderAggregates.insert(aggregate, for: uuid, connection)
            }
            try ChangeLog.record([uuid], connection)
            return OfProvider(generation: provider.generation, aggregates: aggregates)
        }
    }
}
