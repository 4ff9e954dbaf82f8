import CloudAuth
import CloudCore
import CloudSQL

/// Quotas: of projects, of the class that holds for all, and the limits that a user is shown.
struct QuotaActions: Sendable {
    let context: ComputeContext

    /// Limits, and what is used of them.
    struct State: Sendable {
        var limits: QuotaLimits
        var used: [QuotaResource: Int]
    }

    /// What the caller's project may have and has, or another's for administrators.
    func limits(ofProject id: String?, _ caller: Caller) async throws -> State {
        try context.policy.enforce("os_compute_api:limits", caller)
        if let id, id != caller.projectID {
            try context.policy.enforce("os_compute_api:limits:other_project", caller)
        }
        let projectID = id ?? caller.projectID
        let quota = try await context.quotas.limits(ofProject: projectID)
        return try await context.database.read { connection in
            State(
                limits: try quota.shown(connection), used: try projectID.map(connection.usage(ofQuotas:)) ?? [:])
        }
    }

    func show(_ projectID: String, _ caller: Caller, rule: String = "show") async throws -> State {
        try context.policy.enforce("os_compute_api:os-quota-sets:" + rule, caller, .project(projectID))
        let quota = try await context.quotas.limits(ofProject: projectID)
        return try await context.database.read { connection in
            State(
                limits: try quota.shown(connection),
                used: rule == "detail" ? try connection.usage(ofQuotas: projectID) : [:])
        }
    }

    func defaults(_ projectID: String, _ caller: Caller) async throws -> QuotaLimits {
        try context.policy.enforce("os_compute_api:os-quota-sets:defaults", caller, .project(projectID))
        let quota = try await context.quotas.limits(ofProject: nil)
        return try await context.database.read { try quota.shown($0) }
    }

    /// With identity's limits the rows are kept, and mean nothing until compute counts by its own again.
    /// - Parameter force: also below what is used already.
    func update(
        _ projectID: String, _ changes: [QuotaResource: Int], force: Bool, _ caller: Caller
    ) async throws -> QuotaLimits {
        try context.policy.enforce("os_compute_api:os-quota-sets:update", caller, .project(projectID))
        let quota = try await context.quotas.limits(ofProject: projectID)
        return try await context.database.write { connection in
            let used = force ? [:] : try connection.usage(ofQuotas: projectID)
            for (resource, amount) in changes {
                if let least = used[resource], amount >= 0, amount < least {
                    throw Fault.badRequest(
                        "Quota limit \(amount) for \(resource.rawValue) must be greater than or equal to already used "
                            + "and reserved \(least).")
                }
            }
            try Self.set(changes, QuotaLimit.project(projectID), connection)
            return try quota.shown(connection)
        }
    }

    /// The project's own limits are forgotten.
    func delete(_ projectID: String, _ caller: Caller) async throws {
        try context.policy.enforce("os_compute_api:os-quota-sets:delete", caller, .project(projectID))
        try await context.database.write { connection in
            _ = try connection.table(QuotaLimit.self).delete(
                where: [.init("scope", [.string(QuotaLimit.project(projectID))])])
        }
    }

    // MARK: Classes

    func showClass(_ name: String, _ caller: Caller) async throws -> QuotaLimits {
        try context.policy.enforce("os_compute_api:os-quota-class-sets:show", caller)
        let quota = try await context.quotas.limits(ofProject: nil)
        return try await context.database.read { try quotaClass(name, quota, $0) }
    }

    func updateClass(_ name: String, _ changes: [QuotaResource: Int], _ caller: Caller) async throws -> QuotaLimits {
        try context.policy.enforce("os_compute_api:os-quota-class-sets:update", caller)
        let quota = try await context.quotas.limits(ofProject: nil)
        return try await context.database.write { connection in
            try Self.set(changes, QuotaLimit.quotaClass(name), connection)
            return try quotaClass(name, quota, connection)
        }
    }

    /// Identity's limits know no classes: all show the defaults.
    private func quotaClass(_ name: String, _ quota: any ProjectQuota, _ connection: Connection) throws -> QuotaLimits {
        context.configuration.usesUnifiedLimits
            ? try quota.shown(connection)
            : try connection.limits([QuotaLimit.quotaClass(name)], context.configuration)
    }

    private static func set(_ changes: [QuotaResource: Int], _ scope: String, _ connection: Connection) throws {
        let table = try connection.table(QuotaLimit.self)
        for (resource, amount) in changes {
            try table.upsert(QuotaLimit(scope: scope, resource: resource, amount: amount))
        }
    }
}
