import CloudAuth
import CloudCore
import CloudSQL

/// Moves inventories and allocations between providers at once, so that nothing is ever without a place.
struct ReshapeActions: Sendable {
    let database: Database
    let policy: Policy

    /// What a provider shall have, and the generation it was seen with.
    struct Target: Sendable {
        var provider: String
        var generation: Int64
        var inventories: [InventoryInput]
    }

    func reshape(_ targets: [Target], _ claims: [Claim], _ caller: Caller) async throws {
        try policy.enforce("placement:reshaper:reshape", caller)
        try await database.write { connection in
            do {
                try Self.run(targets, claims, connection)
            } catch let refusal as Refusal {
                switch refusal.kind {
                case .notFound: throw Fault.badRequest("malformed reshaper data: \(refusal.message)")
                case .inventoryInUse:
                    throw Fault.conflict("update conflict: \(refusal.message)", code: FaultCode.inventoryInUse)
                case .invalidInventory: throw Fault.conflict("Unable to allocate inventory: \(refusal.message)")
                case .concurrentUpdate:
                    throw Fault.conflict("update conflict: \(refusal.message)", code: FaultCode.concurrentUpdate)
                }
            }
        }
    }

    private static func run(_ targets: [Target], _ claims: [Claim], _ connection: Connection) throws {
        let replacement = InventoryReplacement(connection)
        for target in targets {
            let provider = try connection.table(ResourceProvider.self).find(target.provider)
            guard let provider else {
                throw Fault.badRequest(
                    "Resource provider \(target.provider) in inventories not found: "
                        + "No resource provider with uuid \(target.provider) found", code: FaultCode.providerNotFound)
            }
            guard provider.generation == target.generation else {
                throw Fault.conflict(
                    "resource provider generation conflict for provider \(target.provider): "
                        + "actual: \(provider.generation), "
                        + "given: \(target.generation)", code: FaultCode.concurrentUpdate)
            }
            try connection.requireClasses(target.inventories.map(\.resourceClass))
        }
        // First what comes, so that allocations find it; at the end what goes, when nobody uses it any more.
        for target in targets where !target.inventories.isEmpty {
            try replacement.merge(target.provider, target.inventories)
            try advance(target.provider, connection)
        }
        var concerned = try ClaimTransaction(connection).grant(claims)
        for target in targets {
            _ = try replacement.replace(target.provider, by: target.inventories)
            try advance(target.provider, connection)
            concerned.insert(target.provider)
        }
        try ChangeLog.record(concerned, connection)
    }

    private static func advance(_ uuid: String, _ connection: Connection) throws {
        var provider = try connection.provider(uuid)
        try connection.advance(&provider)
    }
}
