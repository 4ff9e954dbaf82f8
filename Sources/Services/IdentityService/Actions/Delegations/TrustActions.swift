import CloudAuth
import CloudCore
import CloudJSON
import CloudSQL

/// Trusts: create, list, show, delete, and their roles (Identity API v3 OS-TRUST). No trust is ever changed.
struct TrustActions: Sendable {
    let kit: IdentityKit
    let tokens: TokenBook
    /// How long a chain of trusts may be.
    let maximumRedelegations: Int

    /// What a client may say of a trust.
    struct Input: Sendable {
        var trustorUserID: String
        var trusteeUserID: String
        var projectID: String?
        /// Each by id or by name.
        var roles: [RoleReference]
        var impersonation: Bool
        /// ISO 8601.
        var expiresAt: String?
        var remainingUses: Int?
        var allowRedelegation: Bool
        var redelegationCount: Int?
        var extra: [String: JSON]
    }

    func create(_ input: Input, _ caller: Caller) async throws -> (Trust, [Role]) {
        let target = Self.target(trustor: input.trustorUserID, trustee: input.trusteeUserID)
        try kit.policy.enforce("identity:create_trust", caller, target)
        let delegation = try await requireUserOrTrust(caller)
        guard input.projectID == nil || !input.roles.isEmpty else {
            throw Fault.refused("At least one role should be specified")
        }
        guard caller.user.id == input.trustorUserID else {
            throw Fault.refused("The authenticated user should match the trustor")
        }
        let id = kit.identifiers.hex()
        return try await kit.store.write { connection in
            try connection.require(User.self, input.trusteeUserID)
            let chain = try delegation?.trust.map { try connection.pedigree(ofTrust: $0.id) } ?? []
            let book = try connection.roleBook()
            let roleIDs = try roles(input, book)
            let end = try input.expiresAt.map(Timestamp.init(given:))
            try end?.requireFuture(at: connection.now)
            var trust = Trust(
                id: id, trustorUserID: input.trustorUserID, trusteeUserID: input.trusteeUserID,
                originUserID: chain.last?.originUserID ?? input.trustorUserID, projectID: input.projectID,
                roleIDs: roleIDs, impersonation: input.impersonation, expiresAt: end,
                remainingUses: input.remainingUses, redelegatedTrustID: chain.first?.id, redelegationCount: 0,
                extra: input.extra)
            try requireRoles(of: trust, book, connection)
            trust.redelegationCount = try TrustChain(maximum: maximumRedelegations).depth(
                below: chain, allowed: input.allowRedelegation, asked: input.redelegationCount,
                uses: input.remainingUses)
            for link in chain { trust.expiresAt = try TrustChain(maximum: maximumRedelegations).check(trust, link) }
            try connection.table(Trust.self).insert(trust)
            try kit.notify(.created, .trust, id, connection)
            return (trust, trust.roleIDs.compactMap { book.roles[$0] })
        }
    }

    func list(_ query: ListQuery, _ caller: Caller) async throws -> [Trust] {
        func asked(_ column: String) -> String? {
            guard case .string(let id) = query.filters.first(where: { $0.column == column })?.values.first else {
                return nil
            }
            return id
        }
        if let trustor = asked("trustor_user_id") {
            try kit.policy.enforce("identity:list_trusts_for_trustor", caller, Self.target(trustor: trustor))
        } else if let trustee = asked("trustee_user_id") {
            try kit.policy.enforce("identity:list_trusts_for_trustee", caller, Self.target(trustee: trustee))
        } else {
            try kit.policy.enforce("identity:list_trusts", caller)
        }
        return try await kit.store.read { try $0.table(Trust.self).list(query) }
    }

    /// - Parameter rule: as which operation; all of them show the roles too.
    func show(_ id: String, as rule: String = "identity:get_trust", _ caller: Caller) async throws -> (Trust, [Role]) {
        try await kit.store.read { connection in
            let trust = try found(id, rule, caller, connection)
            let roles = try connection.table(Role.self).find(keys: trust.roleIDs)
            return (trust, roles.sorted { $0.id < $1.id })
        }
    }

    func role(_ roleID: String, of id: String, _ caller: Caller) async throws -> Role {
        let (_, roles) = try await show(id, as: "identity:get_role_for_trust", caller)
        guard let role = roles.first(where: { $0.id == roleID }) else { throw Fault.missing("role", roleID) }
        return role
    }

    /// Those that were made by its tokens go with it.
    func delete(_ id: String, _ caller: Caller) async throws {
        _ = try await kit.store.read { try found(id, "identity:delete_trust", caller, $0) }
        _ = try await requireUserOrTrust(caller)
        try await kit.store.write { connection in
            _ = try found(id, "identity:delete_trust", caller, connection)
            try kit.notifyDeleted(.trust, connection.trusts(madeBy: id), connection)
            try connection.table(Trust.self).delete(id)
            try kit.notify(.deleted, .trust, id, connection)
            kit.announceRoleChange(connection)
        }
    }

    /// A trust that is missing, has ended or is used up is not there, whoever asks: 404 before any rule.
    private func found(_ id: String, _ rule: String, _ caller: Caller, _ connection: Connection) throws -> Trust {
        let trust = try connection.require(Trust.self, id) { $0.isUsable(at: connection.now) }
        try kit.policy.enforce(
            rule, caller, Self.target(trustor: trust.trustorUserID, trustee: trust.trusteeUserID))
        return trust
    }

    /// What the caller's token hangs on.
    /// - Throws: `Fault` 403 for anything but a trust: the new one could hold more roles of its user than was lent.
    private func requireUserOrTrust(_ caller: Caller) async throws -> Delegation? {
        guard let token = try await tokens.check(caller.token)?.token else { return nil }
        guard !token.isDelegated || token.delegation?.trust != nil else {
            throw Fault.refused("Delegated tokens cannot manage trusts.")
        }
        return token.delegation
    }

    private func roles(_ input: Input, _ book: RoleBook) throws -> [String] {
        var ids: [String] = []
        for wanted in input.roles {
            let role = try book.require(wanted)
            if !ids.contains(role.id) { ids.append(role.id) }
        }
        return ids
    }

    /// The first trustor must have all the roles in the project.
    private func requireRoles(of trust: Trust, _ book: RoleBook, _ connection: Connection) throws {
        guard let id = trust.projectID else {
            if let role = trust.roleIDs.first { throw Fault.missing("role", role) }
            return
        }
        let project = try connection.require(Project.self, id)
        let held = book.closure(of: try connection.roleIDs(of: trust.originUserID, in: project))
        if let role = trust.roleIDs.first(where: { !held.contains($0) }) { throw Fault.missing("role", role) }
    }

    private static func target(trustor: String? = nil, trustee: String? = nil) -> PolicyTarget {
        [
            "trust.trustor_user_id": trustor ?? "", "target.trust.trustor_user_id": trustor ?? "",
            "target.trust.trustee_user_id": trustee ?? "",
        ]
    }
}
