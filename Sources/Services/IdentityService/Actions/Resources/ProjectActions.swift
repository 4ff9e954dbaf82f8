import CloudAuth
import CloudCore
import CloudJSON
import CloudSQL

/// Projects: create, list, show, update, delete.
struct ProjectActions: Sendable {
    let kit: IdentityKit

    /// What a client may say of a project.
    struct Input: Sendable {
        var name: String?
        var domainID: String?
        var parentID: String??
        var isDomain: Bool?
        var enabled: Bool?
        var description: String?
        var tags: [String]?
        var options: [String: JSON]?
        var extra: [String: JSON]

        /// Whether anything but the options is to be changed.
        var changesMore: Bool {
            name != nil || enabled != nil || description != nil || tags != nil || parentID != nil || !extra.isEmpty
        }
    }

    func create(_ input: Input, _ caller: Caller) async throws -> Project {
        if input.isDomain == true { return try await createDomain(input, caller) }
        let id = kit.identifiers.hex()
        return try await kit.store.write(conflict: Self.taken(input.name ?? "", id)) { connection in
            let parent = try parent(input, caller, connection)
            let domainID = parent.owningDomainID
            try kit.policy.enforce("identity:create_project", caller, ["target.project.domain_id": domainID])
            if let wanted = input.domainID, wanted != domainID {
                throw Fault.badRequest(
                    "Cannot create project, since its parent (\(parent.id)) is not in domain \(wanted).")
            }
            let name = try kit.names.checked(input.name ?? "", ofDomain: false)
            let project = Project(
                id: id, name: name, domainID: domainID, parentID: parent.id, isDomain: false,
                enabled: input.enabled ?? true, description: input.description ?? "", tags: input.tags ?? [],
                options: Immutability.merged([:], input.options), extra: input.extra)
            let above = try connection.parents(of: project)
            guard above.count < Project.deepest else {
                throw Fault.forbidden("Max hierarchy depth reached for \(parent.id) branch.")
            }
            try kit.requireTreeDepth(under: parent, parents: above.count)
            if let closed = ([parent] + above).first(where: { !$0.enabled }) {
                throw Fault.badRequest(
                    "cannot create a project in a branch containing a disabled project: \(closed.id)")
            }
            try connection.table(Project.self).insert(project)
            try kit.notify(.created, .project, project.id, connection)
            try connection.replaceTags(of: project)
            return project
        }
    }

    /// Projects that act as domains can be made here too.
    private func createDomain(_ input: Input, _ caller: Caller) async throws -> Project {
        guard input.domainID == nil, (input.parentID ?? nil) == nil else {
            throw Fault.badRequest(
                "It is not possible to create a project acting as a domain with a parent or domain_id.")
        }
        return try await DomainActions(kit: kit).create(
            DomainActions.Input(
                name: input.name, description: input.description, enabled: input.enabled, tags: input.tags,
                options: input.options, extra: input.extra), caller)
    }

    private func parent(_ input: Input, _ caller: Caller, _ connection: Connection) throws -> Project {
        if let id = input.parentID ?? nil { return try connection.require(Project.self, id) }
        return try connection.requireDomain(input.domainID ?? IdentityKit.domain(of: caller))
    }

    func list(_ query: ListQuery, _ tags: TagFilter, _ caller: Caller) async throws -> [Project] {
        try kit.policy.enforce("identity:list_projects", caller, IdentityKit.own(caller, "target.domain_id"))
        let asksForDomains = query.filters.contains { $0.column == "is_domain" }
        let final = (asksForDomains ? query : query.with("is_domain", .boolean(false))).within(caller)
        return try await kit.store.read { try $0.table(Project.self).list(final, and: tags.condition) }
    }

    func show(_ id: String, _ caller: Caller) async throws -> Project {
        try await kit.store.read { try kit.require(Project.self, id, "identity:get_project", caller, $0) }
    }

    /// The project's relatives: above it, nearest first, and below it; only those where the caller's user has a role,
    /// unless `all` are asked for.
    func relatives(
        of project: Project, userID: String, all: Bool
    ) async throws -> (above: [Project], below: [Project]) {
        try await kit.store.read { connection in
            let above = try connection.parents(of: project)
            let below = try connection.subtree(of: project.id)
            if all { return (above, below) }
            let mine = Set(try connection.projects(of: userID).map(\.id))
            return (above.filter { mine.contains($0.id) }, below.filter { mine.contains($0.id) })
        }
    }

    func update(_ id: String, _ input: Input, _ caller: Caller) async throws -> Project {
        try await kit.store.write(conflict: Self.taken(input.name ?? "", id)) { connection in
            var project = try kit.require(Project.self, id, "identity:update_project", caller, connection)
            try Immutability.check(project, "project", changing: input.options, else: input.changesMore)
            try requireSamePlace(input, project)
            let wasEnabled = project.enabled
            if let name = input.name, name != project.name {
                project.name = try kit.names.checked(name, ofDomain: project.isDomain)
            }
            project.enabled = input.enabled ?? project.enabled
            project.description = input.description ?? project.description
            project.tags = input.tags ?? project.tags
            project.options = Immutability.merged(project.options, input.options)
            project.extra.merge(input.extra) { $1 }
            if wasEnabled != project.enabled { try requireSwitchable(project, connection) }
            try connection.table(Project.self).update(project)
            try kit.notify(.updated, .project, id, connection)
            if project.isDomain { try kit.notify(.updated, .domain, id, connection) }
            try connection.replaceTags(of: project)
            if wasEnabled && !project.enabled {
                try kit.revoke(connection, projectID: id)
                if project.isDomain { try kit.revoke(connection, domainID: id) }
            }
            return project
        }
    }

    private func requireSamePlace(_ input: Input, _ project: Project) throws {
        if let parent = input.parentID, parent != project.parentID {
            throw Fault.forbidden("Update of `parent_id` is not allowed.")
        }
        if let domain = input.isDomain, domain != project.isDomain {
            throw Fault.badRequest("Update of `is_domain` is not allowed.")
        }
        try IdentityKit.requireSameDomain(input.domainID, as: project.domainID)
    }

    private func requireSwitchable(_ project: Project, _ connection: Connection) throws {
        if project.enabled {
            guard try connection.parents(of: project).allSatisfy(\.enabled) else {
                throw Fault.forbidden("Cannot enable project \(project.id) since it has disabled parents")
            }
        } else if project.id == Project.defaultDomainID {
            throw Fault.refused("cannot disable the default domain")
        } else if try !project.isDomain && connection.subtree(of: project.id).contains(where: \.enabled) {
            throw Fault.forbidden("Cannot disable project \(project.id) since its subtree contains enabled projects.")
        }
    }

    func delete(_ id: String, _ caller: Caller) async throws {
        try await kit.store.write { connection in
            let project = try kit.require(Project.self, id, "identity:delete_project", caller, connection)
            if project.isDomain { return try DomainActions(kit: kit).delete(project, connection) }
            try Immutability.check(project, deleting: "project")
            guard try connection.table(Project.self).count([.equal("parent_id", id)]) == 0 else {
                throw Fault.forbidden(
                    "Cannot delete the project \(id) since it is not a leaf in the hierarchy. "
                        + "Use the cascade option if you want to delete a whole subtree.")
            }
            try connection.remove(projects: [id])
            try kit.notify(.deleted, .project, id, connection)
            try kit.revoke(connection, projectID: id)
        }
    }

    /// Projects in which a user has a role, disabled ones among them.
    func list(
        ofUser userID: String, _ filters: [ListQuery.Filter], _ caller: Caller
    ) async throws -> [Project] {
        try await kit.store.read { connection in
            try kit.require(User.self, userID, "identity:list_user_projects", caller, connection)
            let mine = try connection.projects(of: userID, evenDisabled: true)
            guard !filters.isEmpty else { return mine }
            return try stride(from: 0, to: mine.count, by: 500).flatMap { start in
                let ids = mine[start..<min(start + 500, mine.count)].map { ListQuery.Value.string($0.id) }
                return try connection.table(Project.self).list(
                    ListQuery(filters: filters + [.init("id", .isIn, ids)]))
            }
        }
    }

    private static func taken(_ name: String, _ id: String) -> Fault {
        .taken(
            "project",
            "it is not permitted to have two projects with either the same name or same id in the same domain: "
                + "name is \(name), project id \(id)")
    }
}
