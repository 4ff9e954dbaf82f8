import CloudAuth
import CloudCore
import CloudSQL

/// Allocations: of a consumer, of a provider; set for one consumer or for several at once, delete.
struct AllocationActions: Sendable {
    let database: Database
    let policy: Policy

    /// What one consumer uses.
    struct OfConsumer: Sendable {
        var consumer: Consumer?
        var allocations: [Allocation]
        /// Generations of the providers.
        var generations: [String: Int64]
    }

    /// Who uses one provider.
    struct OfProvider: Sendable {
        var provider: ResourceProvider
        var allocations: [Allocation]
        var consumers: [String: Consumer]
    }

    func list(ofConsumer uuid: String, _ caller: Caller) async throws -> OfConsumer {
        try policy.enforce("placement:allocations:list", caller)
        guard Identifier.isUUID(uuid) else { return OfConsumer(allocations: [], generations: [:]) }
        return try await database.read { connection in
            let allocations = try connection.allocations(ofConsumer: uuid)
            let providers = try connection.table(ResourceProvider.self).find(
                keys: allocations.map(\.resourceProviderUUID))
            return OfConsumer(
                consumer: try connection.table(Consumer.self).find(uuid), allocations: allocations,
                generations: Dictionary(providers.map { ($0.uuid, $0.generation) }, uniquingKeysWith: { $1 }))
        }
    }

    func list(ofProvider uuid: String, _ caller: Caller) async throws -> OfProvider {
        try policy.enforce("placement:resource_providers:allocations:list", caller)
        return try await database.read { connection in
            let provider = try connection.provider(
                uuid, missing: "Resource provider '\(uuid)' not found: No resource provider with uuid \(uuid) found")
            let allocations = try connection.allocations(ofProvider: uuid)
            let consumers = try connection.table(Consumer.self).find(keys: allocations.map(\.consumerUUID))
            return OfProvider(
                provider: provider, allocations: allocations,
                consumers: Dictionary(consumers.map { ($0.uuid, $0) }, uniquingKeysWith: { $1 }))
        }
    }

    /// `PUT /allocations/{consumer}`.
    func set(_ claim: Claim, _ caller: Caller) async throws {
        try policy.enforce("placement:allocations:update", caller)
        try await grant([claim]) { "Unable to allocate inventory for consumer \(claim.consumer): \($0)" }
    }

    /// `POST /allocations`: several consumers, all or none.
    func set(all claims: [Claim], _ caller: Caller) async throws {
        try policy.enforce("placement:allocations:manage", caller)
        try await grant(claims) { "Unable to allocate inventory \($0)" }
    }

    func delete(_ uuid: String, _ caller: Caller) async throws {
        try policy.enforce("placement:allocations:delete", caller)
        let missing = Fault.notFound("No allocations for consumer '\(uuid)'")
        guard Identifier.isUUID(uuid) else { throw missing }
        try await database.write { connection in
            let allocations = try connection.allocations(ofConsumer: uuid)
            guard !allocations.isEmpty else { throw missing }
            try connection.table(Allocation.self).delete(where: [.init("consumer_uuid", .isIn, [.string(uuid)])])
            try connection.table(Consumer.self).delete(uuid)
            try ChangeLog.record(allocations.map(\.resourceProviderUUID), connection)
        }
    }

    private func grant(_ claims: [Claim], unknown: @escaping @Sendable (String) -> String) async throws {
        try await database.write { connection in
            do {
                try ChangeLog.record(try ClaimTransaction(connection).grant(claims), connection)
            } catch let refusal as Refusal {
                switch refusal.kind {
                case .notFound: throw Fault.badRequest(unknown(refusal.message))
                case .invalidInventory, .inventoryInUse:
                    throw Fault.conflict("Unable to allocate inventory: \(refusal.message)")
                case .concurrentUpdate:
                    throw Fault.conflict(
                        "Inventory and/or allocations changed while attempting to allocate: \(refusal.message)",
                        code: FaultCode.concurrentUpdate)
                }
            }
        }
    }
}
