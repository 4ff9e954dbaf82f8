import CloudAuth
import CloudCore
import CloudSQL

/// Registered limits: create, list, show, update, delete.
struct RegisteredLimitActions: ResourceActions {
    let kit: IdentityKit

    /// What a client may say of a registered limit.
    struct Input: Sendable {
        var serviceID: String?
        /// Present and nil: in all regions.
        var regionID: String??
        var resourceName: String?
        var defaultLimit: Int?
        /// Present and nil: none.
        var description: String??
    }

    /// All or none.
    func create(_ inputs: [Input], _ caller: Caller) async throws -> [RegisteredLimit] {
        try kit.policy.enforce("identity:create_registered_limits", caller)
        let limits = inputs.map { input in
            RegisteredLimit(
                id: kit.identifiers.hex(), serviceID: input.serviceID ?? "", regionID: input.regionID ?? nil,
                resourceName: input.resourceName ?? "", defaultLimit: input.defaultLimit ?? 0,
                description: input.description ?? nil)
        }
        try await kit.store.write(conflict: Self.taken) { connection in
            for limit in limits { try requirePlace(limit, connection) }
            try connection.table(RegisteredLimit.self).insert(contentsOf: limits)
            kit.announceLimits(connection)
        }
        return limits
    }

    func list(_ query: ListQuery, _ caller: Caller) async throws -> [RegisteredLimit] {
        try await kit.list("identity:list_registered_limits", query, caller)
    }

    func show(_ id: String, _ caller: Caller) async throws -> RegisteredLimit {
        try await kit.show("identity:get_registered_limit", id, caller)
    }

    func update(_ id: String, _ input: Input, _ caller: Caller) async throws -> RegisteredLimit {
        try await kit.update("identity:update_registered_limit", id, caller, conflict: Self.taken) {
            limit, connection in
            try requireUnused(id, connection)
            limit.serviceID = input.serviceID ?? limit.serviceID
            limit.regionID = input.regionID ?? limit.regionID
            limit.resourceName = input.resourceName ?? limit.resourceName
            limit.defaultLimit = input.defaultLimit ?? limit.defaultLimit
            limit.description = input.description ?? limit.description
            try requirePlace(limit, connection)
            kit.announceLimits(connection)
        }
    }

    func delete(_ id: String, _ caller: Caller) async throws {
        try await kit.delete("identity:delete_registered_limit", RegisteredLimit.self, id, caller) { connection in
            try requireUnused(id, connection)
            kit.announceLimits(connection)
        }
    }

    /// What projects have limits of stays as it is.
    private func requireUnused(_ id: String, _ connection: Connection) throws {
        guard try !connection.table(Limit.self).exists(where: [.equal("registered_limit_id", id)]) else {
            throw Fault.forbidden(
                "Unable to update or delete registered limit \(id) because there are project limits associated with it."
            )
        }
    }

    private func requirePlace(_ limit: RegisteredLimit, _ connection: Connection) throws {
        guard try connection.table(Service.self).find(limit.serviceID) != nil else {
            throw Fault.expecting("service_id", in: "registered_limit")
        }
        guard let region = limit.regionID else { return }
        guard try connection.table(Region.self).find(region) != nil else {
            throw Fault.expecting("region_id", in: "registered_limit")
        }
    }

    private static let taken = Fault.taken("registered_limit", "Duplicate entry")
}
