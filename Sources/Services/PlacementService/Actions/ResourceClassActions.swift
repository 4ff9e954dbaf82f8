import CloudAuth
import CloudCore
import CloudSQL

/// Resource classes: list, show; make, rename and delete custom ones.
struct ResourceClassActions: Sendable {
    let database: Database
    let policy: Policy

    func list(_ caller: Caller) async throws -> [ResourceClass] {
        try policy.enforce("placement:resource_classes:list", caller)
        return try await database.read {
            try $0.table(ResourceClass.self).list(.init(order: [.init("position"), .init("created_at")]))
        }
    }

    func show(_ name: String, _ caller: Caller) async throws -> ResourceClass {
        try policy.enforce("placement:resource_classes:show", caller)
        return try await database.read { try Self.found(name, $0) }
    }

    func create(_ name: String, _ caller: Caller) async throws {
        try policy.enforce("placement:resource_classes:create", caller)
        guard try await insert(name) else { throw Fault.conflict("Conflicting resource class already exists: \(name)") }
    }

    /// Makes a class unless it is there; says whether it did.
    func ensure(_ name: String, _ caller: Caller) async throws -> Bool {
        try policy.enforce("placement:resource_classes:update", caller)
        return try await insert(name)
    }

    /// Before microversion 1.7, `PUT` gives a class another name.
    func rename(_ name: String, to new: String, _ caller: Caller) async throws {
        try policy.enforce("placement:resource_classes:update", caller)
        try await database.write { connection in
            var known = try Self.found(name, connection)
            guard SymbolName.isCustom(name) else {
                throw Fault.badRequest("Cannot update standard resource class \(name)")
            }
            guard try connection.table(ResourceClass.self).find(new) == nil else {
                throw Fault.conflict("Resource class already exists: \(new)")
            }
            try connection.table(ResourceClass.self).delete(name)
            known.name = new
            try connection.table(ResourceClass.self).insert(known)
            try Self.carryOver(name, new, connection)
        }
    }

    func delete(_ name: String, _ caller: Caller) async throws {
        try policy.enforce("placement:resource_classes:delete", caller)
        try await database.write { connection in
            _ = try Self.found(name, connection)
            guard SymbolName.isCustom(name) else {
                throw Fault.badRequest("Error in delete resource class: Cannot delete standard resource class \(name).")
            }
            guard try !connection.table(Inventory.self).exists(where: [.init("resource_class", .isIn, [.string(name)])])
            else {
                throw Fault.conflict(
                    "Error in delete resource class: "
                        + "Cannot delete resource class \(name). Class is in use in inventory."
                )
            }
            try connection.table(ResourceClass.self).delete(name)
            try ChangeLog.record([ChangeLog.catalog], connection)
        }
    }

    private func insert(_ name: String) async throws -> Bool {
        try await database.write { connection in
            let new = ResourceClass(
                name: name, position: Int64(ResourceClass.standard.count), createdAt: connection.now)
            guard try connection.table(ResourceClass.self).insertIfAbsent(new) else { return false }
            try ChangeLog.record([ChangeLog.catalog], connection)
            return true
        }
    }

    /// Inventories and allocations of a renamed class get its new name.
    private static func carryOver(_ name: String, _ new: String, _ connection: Connection) throws {
        let filter = ListQuery.Filter("resource_class", .isIn, [.string(name)])
        var changed: Set<String> = [ChangeLog.catalog]
        for inventory in try connection.table(Inventory.self).list(.init(filters: [filter])) {
            try connection.table(Inventory.self).delete(inventory.id)
            var next = inventory
            next.resourceClass = new
            next.id = Inventory.id(inventory.resourceProviderUUID, new)
            try connection.table(Inventory.self).insert(next)
            changed.insert(inventory.resourceProviderUUID)
        }
        for allocation in try connection.table(Allocation.self).list(.init(filters: [filter])) {
            try connection.table(Allocation.self).delete(allocation.id)
            try connection.table(Allocation.self).insert(
                Allocation(
                    consumer: allocation.consumerUUID, provider: allocation.resourceProviderUUID, resourceClass: new,
                    used: allocation.used, createdAt: allocation.createdAt))
        }
        try ChangeLog.record(changed, connection)
    }

    private static func found(_ name: String, _ connection: Connection) throws -> ResourceClass {
        guard SymbolName.isValid(name), let known = try connection.table(ResourceClass.self).find(name) else {
            throw Fault.notFound("No such resource class \(name).")
        }
        return known
    }
}
