import CloudAuth
import CloudCore
import CloudHTTP
import CloudSQL

/// Flavors: create, list, show, change, delete; their extra specs; and who may use those that are not public.
struct FlavorActions: Sendable {
    let context: ComputeContext

    /// Which flavors a list is of.
    enum Visibility: Sendable {
        /// Public ones, and those that the caller's project may use.
        case usable
        /// For administrators.
        case hidden, all
    }

    // MARK: Flavors

    func create(_ flavor: Flavor, _ caller: Caller) async throws -> Flavor {
        try context.policy.enforce("os_compute_api:os-flavor-manage:create", caller, .project(caller.projectID))
        try await context.database.write { connection in
            let table = try connection.table(Flavor.self)
            if try table.exists(where: [.init("name", [.string(flavor.name)])]) {
                throw Fault.conflict("Flavor with name \(flavor.name) already exists.")
            }
            if try table.find(flavor.id) != nil { throw Fault.conflict("Flavor with ID \(flavor.id) already exists.") }
            try table.insert(flavor)
        }
        return flavor
    }

    func list(_ query: ListQuery, _ visibility: Visibility, _ caller: Caller) async throws -> Page<Flavor> {
        try context.policy.enforce("os_compute_api:flavors", caller)
        let visibility = caller.hasRole("admin") ? visibility : .usable
        return try await context.database.read { connection in
            let table = try connection.table(Flavor.self)
            switch visibility {
            case .all: return try table.page(query)
            case .hidden: return try table.page(query.with("is_public", .boolean(false)))
            case .usable: return try table.page(query, and: Flavor.usable(by: caller.projectID))
            }
        }
    }

    func show(_ id: String, _ caller: Caller) async throws -> Flavor {
        try context.policy.enforce("os_compute_api:flavors", caller)
        return try await context.database.read { try found(id, caller, $0) }
    }

    func describe(_ id: String, _ description: String?, _ caller: Caller) async throws -> Flavor {
        try context.policy.enforce("os_compute_api:os-flavor-manage:update", caller, .project(caller.projectID))
        return try await context.database.write { connection in
            var flavor = try found(id, caller, connection)
            flavor.description = description
            try connection.table(Flavor.self).update(flavor)
            return flavor
        }
    }

    /// Servers of that size keep their copies.
    func delete(_ id: String, _ caller: Caller) async throws {
        try context.policy.enforce("os_compute_api:os-flavor-manage:delete", caller, .project(caller.projectID))
        try await context.database.write { connection in
            _ = try found(id, caller, connection)
            try connection.table(FlavorAccess.self).delete(where: [.init("flavor_id", [.string(id)])])
            try connection.table(Flavor.self).delete(id)
        }
    }

    // MARK: Extra specs

    /// Whether the caller may see extra specs in a flavor's own body.
    func showsExtraSpecs(_ caller: Caller) -> Bool {
        context.policy.allows("os_compute_api:os-flavor-extra-specs:index", caller, .project(caller.projectID))
    }

    func extraSpecs(_ id: String, _ caller: Caller, rule: String = "index") async throws -> [String: String] {
        try context.policy.enforce("os_compute_api:os-flavor-extra-specs:" + rule, caller, .project(caller.projectID))
        return try await context.database.read { try found(id, caller, $0).extraSpecs }
    }

    func add(extraSpecs: [String: String], to id: String, _ caller: Caller, rule: String) async throws {
        try context.policy.enforce("os_compute_api:os-flavor-extra-specs:" + rule, caller, .project(caller.projectID))
        try await context.database.write { connection in
            var flavor = try found(id, caller, connection)
            flavor.extraSpecs.merge(extraSpecs) { $1 }
            try connection.table(Flavor.self).update(flavor)
        }
    }

    func remove(extraSpec name: String, from id: String, _ caller: Caller) async throws {
        try context.policy.enforce("os_compute_api:os-flavor-extra-specs:delete", caller, .project(caller.projectID))
        try await context.database.write { connection in
            var flavor = try found(id, caller, connection)
            guard flavor.extraSpecs.removeValue(forKey: name) != nil else { throw Self.noExtraSpec(name, id) }
            try connection.table(Flavor.self).update(flavor)
        }
    }

    static func noExtraSpec(_ name: String, _ id: String) -> Fault {
        .notFound("Flavor \(id) has no extra specs with key \(name).")
    }

    // MARK: Access

    func access(_ id: String, _ caller: Caller) async throws -> [FlavorAccess] {
        try context.policy.enforce("os_compute_api:os-flavor-access", caller, .project(caller.projectID))
        return try await context.database.read { connection in
            guard try !found(id, caller, connection).isPublic else {
                throw Fault.notFound("Access list not available for public flavors.")
            }
            return try Self.access(id, connection)
        }
    }

    func grant(_ id: String, to projectID: String, _ caller: Caller) async throws -> [FlavorAccess] {
        try context.policy.enforce(
            "os_compute_api:os-flavor-access:add_tenant_access", caller, .project(caller.projectID))
        return try await context.database.write { connection in
            guard try !found(id, caller, connection).isPublic else {
                throw Fault.conflict("Can not add access to a public flavor.")
            }
            let access = FlavorAccess(flavorID: id, projectID: projectID)
            guard try connection.table(FlavorAccess.self).insertIfAbsent(access) else {
                throw Fault.conflict(
                    "Flavor access already exists for flavor \(id) and project \(projectID) combination.")
            }
            return try Self.access(id, connection)
        }
    }

    func revoke(_ id: String, from projectID: String, _ caller: Caller) async throws -> [FlavorAccess] {
        try context.policy.enforce(
            "os_compute_api:os-flavor-access:remove_tenant_access", caller, .project(caller.projectID))
        return try await context.database.write { connection in
            _ = try found(id, caller, connection)
            let access = FlavorAccess(flavorID: id, projectID: projectID)
            guard try connection.table(FlavorAccess.self).delete(access.id) else {
                throw Fault.notFound("Flavor access not found for \(id) / \(projectID) combination.")
            }
            return try Self.access(id, connection)
        }
    }

    // MARK: Parts

    private static func access(_ id: String, _ connection: Connection) throws -> [FlavorAccess] {
        try connection.table(FlavorAccess.self).list(ListQuery(filters: [.init("flavor_id", [.string(id)])]))
    }

    /// The flavor, unless it is hidden from the caller.
    private func found(_ id: String, _ caller: Caller, _ connection: Connection) throws -> Flavor {
        let missing = Fault.notFound("Flavor \(id) could not be found.")
        guard let flavor = try connection.table(Flavor.self).find(id) else { throw missing }
        if flavor.isPublic || caller.hasRole("admin") { return flavor }
        let access = FlavorAccess(flavorID: id, projectID: caller.projectID ?? "")
        guard try connection.table(FlavorAccess.self).find(access.id) != nil else { throw missing }
        return flavor
    }
}
