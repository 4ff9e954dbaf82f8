import CloudAuth
import CloudCore
import CloudSQL

/// Inventories of one provider: list, show, add, replace one or all, delete one or all.
struct InventoryActions: Sendable {
    let database: Database
    let policy: Policy
    let forest: ForestCache

    /// Inventories, with the generation that the provider has with them.
    struct Result: Sendable {
        var generation: Int64
        var inventories: [Inventory]
    }

    func list(_ uuid: String, _ caller: Caller) async throws -> Result {
        try policy.enforce("placement:resource_providers:inventories:list", caller)
        let state = try await forest.provider(uuid, missing: Self.missing(uuid))
        return Result(generation: state.provider.generation, inventories: state.stocks.map(\.inventory))
    }

    func show(_ uuid: String, _ resourceClass: String, _ caller: Caller) async throws -> Result {
        try policy.enforce("placement:resource_providers:inventories:show", caller)
        let state = try await forest.provider(uuid, missing: Self.missing(uuid))
        guard let stock = state.stock(resourceClass) else {
            throw Fault.notFound("No inventory of class \(resourceClass) for \(uuid)")
        }
        return Result(generation: state.provider.generation, inventories: [stock.inventory])
    }

    func add(_ uuid: String, _ input: InventoryInput, reservedMayBeTotal: Bool, _ caller: Caller) async throws -> Result
    {
        try policy.enforce("placement:resource_providers:inventories:create", caller)
        return try await database.write { connection in
            var provider = try connection.provider(uuid)
            try Self.wording(invalid: { "Unable to create inventory for resource provider \(uuid): \($0)" }) {
                try Self.requireCapacity([input], uuid, reservedMayBeTotal: reservedMayBeTotal)
                try connection.requireClasses([input.resourceClass])
            }
            let inventory = input.inventory(of: uuid, now: connection.now)
            guard try connection.table(Inventory.self).insertIfAbsent(inventory) else {
                throw Fault.conflict(
                    "Update conflict: the provider has an inventory of class \(input.resourceClass) already.",
                    code: FaultCode.concurrentUpdate)
            }
            try connection.advance(&provider)
            try ChangeLog.record([uuid], connection)
            return Result(generation: provider.generation, inventories: [inventory])
        }
    }

    /// Replaces one inventory that is there.
    func replace(
        _ uuid: String, _ input: InventoryInput, generation: Int64, reservedMayBeTotal: Bool, _ caller: Caller
    ) async throws -> Result {
        try policy.enforce("placement:resource_providers:inventories:update", caller)
        return try await database.write { connection in
            var provider = try connection.provider(uuid)
            try Self.requireGeneration(generation, provider)
            try Self.wording(invalid: { "Unable to update inventory for resource provider \(uuid): \($0)" }) {
                try Self.requireCapacity([input], uuid, reservedMayBeTotal: reservedMayBeTotal)
            }
            let known = try connection.table(Inventory.self).find(Inventory.id(uuid, input.resourceClass))
            guard let known else {
                throw Fault.badRequest(
                    "No inventory record with resource class for resource provider \(uuid): "
                        + "No inventory of class \(input.resourceClass) found.")
            }
            let inventory = input.inventory(of: uuid, created: known.createdAt, now: connection.now)
            _ = try connection.table(Inventory.self).update(inventory)
            try connection.advance(&provider)
            try ChangeLog.record([uuid], connection)
            return Result(generation: provider.generation, inventories: [inventory])
        }
    }

    /// Replaces all inventories by these.
    func replaceAll(
        _ uuid: String, _ inputs: [InventoryInput], generation: Int64, reservedMayBeTotal: Bool, _ caller: Caller
    ) async throws -> Result {
        try policy.enforce("placement:resource_providers:inventories:update", caller)
        return try await database.write { connection in
            var provider = try connection.provider(uuid)
            try Self.requireGeneration(generation, provider)
            try Self.wording(invalid: { "Unable to update inventory for resource provider \(uuid): \($0)" }) {
                try Self.requireCapacity(inputs, uuid, reservedMayBeTotal: reservedMayBeTotal)
            }
            try Self.wording(invalid: { "Unknown resource class in inventory for resource provider \(uuid): \($0)" }) {
                try connection.requireClasses(inputs.map(\.resourceClass))
            }
            let inventories = try Self.wording(inUse: { "update conflict: \($0)" }) {
                try InventoryReplacement(connection).replace(uuid, by: inputs)
            }
            try connection.advance(&provider)
            try ChangeLog.record([uuid], connection)
            return Result(generation: provider.generation, inventories: inventories)
        }
    }

    func delete(_ uuid: String, _ resourceClass: String, _ caller: Caller) async throws {
        try policy.enforce("placement:resource_providers:inventories:delete", caller)
        try await database.write { connection in
            var provider = try connection.provider(uuid)
            let known =
                try SymbolName.isValid(resourceClass)
                && connection.table(Inventory.self).find(Inventory.id(uuid, resourceClass)) != nil
            guard known else {
                throw Fault.notFound(
                    "No inventory of class \(resourceClass) found for delete: "
                        + "No inventory of class \(resourceClass) found for delete")
            }
            do {
                try connection.deleteInventories(of: uuid, classes: [resourceClass])
            } catch let refusal as Refusal {
                // Placement has this code here, not that of an inventory in use.
                throw Fault.conflict(
                    "Unable to delete inventory of class \(resourceClass): \(refusal.message)",
                    code: FaultCode.concurrentUpdate)
            }
            try connection.advance(&provider)
            try ChangeLog.record([uuid], connection)
        }
    }

    func deleteAll(_ uuid: String, _ caller: Caller) async throws {
        try policy.enforce("placement:resource_providers:inventories:delete", caller)
        try await database.write { connection in
            var provider = try connection.provider(uuid)
            try Self.wording(inUse: { $0 }) { _ = try InventoryReplacement(connection).replace(uuid, by: []) }
            try connection.advance(&provider)
            try ChangeLog.record([uuid], connection)
        }
    }

    private static func missing(_ uuid: String) -> String {
        "No resource provider with uuid \(uuid) found : No resource provider with uuid \(uuid) found"
    }

    private static func requireGeneration(_ generation: Int64, _ provider: ResourceProvider) throws {
        guard generation == provider.generation else {
            throw Fault.conflict("resource provider generation conflict", code: FaultCode.concurrentUpdate)
        }
    }

    /// What is reserved must leave something; from microversion 1.26 it may be all there is.
    private static func requireCapacity(
        _ inputs: [InventoryInput], _ provider: String, reservedMayBeTotal: Bool
    ) throws {
        for input in inputs {
            let capacity = Double(input.total - input.reserved) * input.allocationRatio
            guard reservedMayBeTotal ? capacity.rounded(.towardZero) < 0 : capacity.rounded(.towardZero) <= 0 else {
                continue
            }
            throw Refusal(
                kind: .invalidInventory,
                message: "Invalid inventory for '\(input.resourceClass)' on resource provider '\(provider)'. "
                    + "The reserved value is greater than \(reservedMayBeTotal ? "" : "or equal to ")total.")
        }
    }

    /// Runs `body`; its refusals become faults in the operation's own sentence.
    private static func wording<T>(
        invalid: (String) -> String = { $0 }, inUse: (String) -> String = { $0 }, _ body: () throws -> T
    ) throws -> T {
        do {
            return try body()
        } catch let refusal as Refusal {
            switch refusal.kind {
            case .inventoryInUse: throw Fault.conflict(inUse(refusal.message), code: FaultCode.inventoryInUse)
            case .concurrentUpdate: throw Fault.conflict(refusal.message, code: FaultCode.concurrentUpdate)
            case .notFound, .invalidInventory: throw Fault.badRequest(invalid(refusal.message))
            }
        }
    }
}
