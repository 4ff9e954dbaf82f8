import CloudAuth
import CloudCore
import CloudJSON
import CloudSQL

/// Roles: create, list, show, update, delete. Those of a domain have rules of their own.
struct RoleActions: Sendable {
    let kit: IdentityKit

    /// What a client may say of a role.
    struct Input: Sendable {
        var name: String?
        var domainID: String?
        var description: String??
        var options: [String: JSON]?
        var extra: [String: JSON]

        /// Whether anything but the options is to be changed.
        var changesMore: Bool { name != nil || description != nil || !extra.isEmpty }
    }

    func create(_ input: Input, _ caller: Caller) async throws -> Role {
        let role = Role(
            id: kit.identifiers.hex(), name: input.name ?? "", domainID: input.domainID,
            description: input.description ?? nil, options: Immutability.merged([:], input.options), extra: input.extra)
        try enforce("create", role, caller)
        try await kit.store.write(conflict: Self.taken(role.name)) { connection in
            if let domain = role.domainID { try connection.requireDomain(domain) }
            try connection.table(Role.self).insert(role)
            try kit.notify(.created, .role, role.id, connection)
        }
        return role
    }

    /// Without a domain, the roles of the whole cloud.
    func list(_ query: ListQuery, domainID: String?, _ caller: Caller) async throws -> [Role] {
        if domainID == nil {
            try kit.policy.enforce("identity:list_roles", caller)
        } else {
            try kit.policy.enforce("identity:list_domain_roles", caller)
        }
        let final = query.with("domain_id", domainID.map { .string($0) } ?? .null)
        return try await kit.store.read { try $0.table(Role.self).list(final) }
    }

    func show(_ id: String, _ caller: Caller) async throws -> Role {
        try await kit.store.read { try found(id, "get", caller, $0) }
    }

    func update(_ id: String, _ input: Input, _ caller: Caller) async throws -> Role {
        try await kit.store.write(conflict: Self.taken(input.name ?? "")) { connection in
            var role = try found(id, "update", caller, connection)
            try Immutability.check(role, "role", changing: input.options, else: input.changesMore)
            try IdentityKit.requireSameDomain(input.domainID, as: role.domainID)
            role.name = input.name ?? role.name
            role.description = input.description ?? role.description
            role.options = Immutability.merged(role.options, input.options)
            role.extra.merge(input.extra) { $1 }
            try connection.table(Role.self).update(role)
            try kit.notify(.updated, .role, id, connection)
            kit.announceRoleChange(connection)
            return role
        }
    }

    /// Deletes the role, and takes it from whoever has it.
    func delete(_ id: String, _ caller: Caller) async throws {
        try await kit.store.write { connection in
            let role = try found(id, "delete", caller, connection)
            try Immutability.check(role, deleting: "role")
            try connection.deleteApplicationCredentials(ofRole: id)
            try connection.table(Role.self).delete(id)
            try kit.notify(.deleted, .role, id, connection)
            kit.announceRoleChange(connection)
        }
    }

    private func found(_ id: String, _ verb: String, _ caller: Caller, _ connection: Connection) throws -> Role {
        let role = try connection.table(Role.self).find(id)
        try enforce(verb, role, caller)
        guard let role else { throw Fault.missing("role", id) }
        return role
    }

    private func enforce(_ verb: String, _ role: Role?, _ caller: Caller) throws {
        var target: PolicyTarget = [:]
        if let role {
            target = ["target.role.id": role.id, "target.role.name": role.name, "target.role.domain_id": role.domainID]
        }
        let kind = role?.domainID == nil ? "role" : "domain_role"
        try kit.policy.enforce("identity:\(verb)_\(kind)", caller, target)
    }

    private static func taken(_ name: String) -> Fault { .duplicate("role", name: name) }
}
