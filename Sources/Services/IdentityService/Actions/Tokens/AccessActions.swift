import CloudAuth
import CloudCore
import CloudSQL

/// What the caller's own token opens: its catalog, and the places it may be scoped to.
struct AccessActions: Sendable {
    let kit: IdentityKit
    let tokens: TokenBook

    func catalog(_ caller: Caller) async throws -> TokenBook.Checked {
        try kit.policy.enforce("identity:get_auth_catalog", caller)
        guard caller.scope != .unscoped else {
            throw Fault.forbidden("Authorization is scoped to no project, domain or system: there is no catalog.")
        }
        guard let checked = try await tokens.check(caller.token) else { throw Fault.unauthorized() }
        return checked
    }

    func projects(_ caller: Caller) async throws -> [Project] {
        try kit.policy.enforce("identity:get_auth_projects", caller)
        let groups = try await groups(caller)
        return try await kit.store.read { try $0.projects(of: caller.user.id, groups) }
    }

    func domains(_ caller: Caller) async throws -> [Project] {
        try kit.policy.enforce("identity:get_auth_domains", caller)
        let groups = try await groups(caller)
        return try await kit.store.read { try $0.domains(of: caller.user.id, groups) }
    }

    /// Whether the caller has any role on the system.
    func system(_ caller: Caller) async throws -> Bool {
        try kit.policy.enforce("identity:get_auth_system", caller)
        let groups = try await groups(caller)
        return try await kit.store.read { try !$0.systemRoleIDs(of: caller.user.id, groups).isEmpty }
    }

    /// The groups that a federated token brings along.
    private func groups(_ caller: Caller) async throws -> [String] {
        try await tokens.check(caller.token)?.token.payload.federation?.groupIDs ?? []
    }
}
