import CloudAuth
import CloudCore
import CloudJSON
import CloudSQL

/// Domains: create, list, show, update, delete.
struct DomainActions: ResourceActions {
    let kit: IdentityKit

    /// What a client may say of a domain.
    struct Input: Sendable {
        /// Only what an operator may choose: `explicit_domain_id`.
        var id: String?
        var name: String?
        var description: String?
        var enabled: Bool?
        var tags: [String]?
        var options: [String: JSON]?
        var extra: [String: JSON]
    }

    func create(_ input: Input, _ caller: Caller) async throws -> Project {
        try kit.policy.enforce("identity:create_domain", caller)
        if let id = input.id, !Identifier.isUUIDLike(id) {
            throw Fault.badRequest("The specified domain ID \(id) is not a valid UUID.")
        }
        let domain = Project(
            id: input.id ?? kit.identifiers.hex(), name: try kit.names.checked(input.name ?? "", ofDomain: true),
            domainID: nil, parentID: nil, isDomain: true, enabled: input.enabled ?? true,
            description: input.description ?? "", tags: input.tags ?? [],
            options: Immutability.merged([:], input.options), extra: input.extra)
        try await kit.store.write(conflict: Self.taken(domain.name)) { connection in
            try connection.table(Project.self).insert(domain)
            try kit.notify(.created, .domain, domain.id, connection)
            try connection.replaceTags(of: domain)
        }
        return domain
    }

    func list(_ query: ListQuery, _ caller: Caller) async throws -> [Project] {
        // Whoever has a token of a domain sees that domain, without the right to see all.
        try kit.policy.enforce("identity:list_domains", caller, IdentityKit.own(caller, "target.domain.id"))
        var query = query.with("is_domain", .boolean(true))
        if let own = caller.domainID { query = query.with("id", .string(own)) }
        let final = query
        return try await kit.store.read { try $0.table(Project.self).list(final) }
    }

    func show(_ id: String, _ caller: Caller) async throws -> Project {
        try kit.policy.enforce("identity:get_domain", caller, ["target.domain.id": id])
        return try await kit.store.read { try $0.requireDomain(id) }
    }

    func update(_ id: String, _ input: Input, _ caller: Caller) async throws -> Project {
        try kit.policy.enforce("identity:update_domain", caller, ["target.domain.id": id])
        return try await kit.store.write(conflict: Self.taken(input.name ?? "")) { connection in
            var domain = try connection.requireDomain(id)
            try Immutability.check(domain, "domain", changing: input.options, else: input.changesMore)
            let wasEnabled = domain.enabled
            if let name = input.name, name != domain.name {
                domain.name = try kit.names.checked(name, ofDomain: true)
            }
            domain.description = input.description ?? domain.description
            domain.enabled = input.enabled ?? domain.enabled
            domain.tags = input.tags ?? domain.tags
            domain.options = Immutability.merged(domain.options, input.options)
            domain.extra.merge(input.extra) { $1 }
            if id == Project.defaultDomainID, !domain.enabled {
                throw Fault.refused("cannot disable the default domain")
            }
            try connection.table(Project.self).update(domain)
            try kit.notify(.updated, .project, id, connection)
            try kit.notify(.updated, .domain, id, connection)
            try connection.replaceTags(of: domain)
            if wasEnabled && !domain.enabled { try kit.revoke(connection, domainID: id) }
            return domain
        }
    }

    /// Deletes a disabled domain with all that is in it.
    func delete(_ id: String, _ caller: Caller) async throws {
        try kit.policy.enforce("identity:delete_domain", caller, ["target.domain.id": id])
        try await kit.store.write { connection in
            try delete(connection.requireDomain(id), connection)
        }
    }

    func delete(_ domain: Project, _ connection: Connection) throws {
        guard domain.id != Project.defaultDomainID else { throw Fault.refused("delete the default domain") }
        try Immutability.check(domain, deleting: "domain")
        guard !domain.enabled else {
            throw Fault.forbidden("Cannot delete a domain that is enabled, please disable it first.")
        }
        try kit.notifyLeft(inDomain: domain.id, connection)
        try connection.remove(domain: domain.id)
        try kit.notify(.deleted, .project, domain.id, connection)
        try kit.notify(.deleted, .domain, domain.id, connection)
        try kit.revoke(connection, domainID: domain.id)
    }

    private static func taken(_ name: String) -> Fault {
        .taken("project", "it is not permitted to have two projects acting as domains with the same name: \(name)")
    }
}

extension DomainActions.Input {
    /// Whether anything but the options is to be changed.
    var changesMore: Bool { name != nil || description != nil || enabled != nil || tags != nil || !extra.isEmpty }
}
