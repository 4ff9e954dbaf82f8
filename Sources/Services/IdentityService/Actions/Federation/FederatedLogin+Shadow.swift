import CloudCore
import CloudJSON
import CloudSQL

/// The rows of users from outside.
extension FederatedLogin {
    /// The groups that the mapping gives: those named by id must be there, those named by name count where they are.
    func groupIDs(_ identity: MappedIdentity, _ way: Way, _ connection: Connection) throws -> [String] {
        let known = Set(try connection.table(Group.self).find(keys: identity.groupIDs).map(\.id))
        if let missing = identity.groupIDs.first(where: { !known.contains($0) }) {
            throw Fault.badRequest(
                "Group \(missing) returned by mapping \(way.mapping.id) was not found in the backend.")
        }
        var found = Set(identity.groupIDs)
        for group in identity.groups {
            let domainID = try domainID(group.domain, connection)
            let row = try connection.table(Group.self).first(
                where: [.equal("domain_id", domainID), .equal("name", group.name)])
            if let row { found.insert(row.id) }
        }
        guard found.count <= FederatedSession.mostGroups else {
            throw Fault.forbidden(
                "Mapping \(way.mapping.id) gives \(found.count) groups; a token holds at most "
                    + "\(FederatedSession.mostGroups).")
        }
        return found.sorted()
    }

    /// The user, if all is as the mapping wants it already: then nothing is written.
    func settled(
        _ identity: MappedIdentity, _ way: Way, _ groups: [String], _ connection: Connection
    ) throws -> User? {
        guard lifetime(way) == .zero || groups.isEmpty, let user = try known(identity, way, connection),
            user == refreshed(user, identity)
        else { return nil }
        guard !identity.projects.isEmpty else { return user }
        for project in identity.projects {
            guard let place = try self.project(project, way, connection) else { return nil }
            for role in try roles(project, way, connection) {
                guard try connection.exists(Self.grant(role, user, place)) else { return nil }
            }
        }
        return user
    }

    /// Makes or renews the user, the memberships, and the projects with their roles.
    func settle(
        _ identity: MappedIdentity, _ way: Way, _ groups: [String], _ newID: String, _ connection: Connection
    ) throws -> User {
        let user: User
        if let known = try known(identity, way, connection) {
            user = refreshed(known, identity)
            if user != known { try connection.table(User.self).update(user) }
        } else {
            user = try make(identity, way, newID, connection)
        }
        let lifetime = lifetime(way)
        if lifetime > .zero {
            try connection.renewMemberships(
                of: user.id, in: groups, by: way.provider.id, until: connection.now + lifetime)
        }
        // Every role must be there before anything is made.
        let wanted = try identity.projects.map { ($0, try roles($0, way, connection)) }
        for (project, roles) in wanted {
            let place = try self.project(project, way, connection) ?? provision(project, way, connection)
            for role in roles {
                let grant = Self.grant(role, user, place)
                let isNew = try !connection.exists(grant)
                try connection.insert(grant)
                if isNew { try kit.notify(.created, grant, connection) }
            }
        }
        return user
    }

    private func lifetime(_ way: Way) -> Duration {
        way.provider.authorizationTTL.map { .seconds($0 * 60) } ?? membershipLifetime
    }

    private func known(_ identity: MappedIdentity, _ way: Way, _ connection: Connection) throws -> User? {
        guard
            let link = try connection.federatedIdentity(
                identity.user.id ?? "", way.pathway.id, of: way.provider.id)
        else { return nil }
        return try connection.table(User.self).find(link.userID)
    }

    /// Names and addresses are the provider's to change; those of a user that was made here first are not.
    private func refreshed(_ user: User, _ identity: MappedIdentity) -> User {
        guard user.shadow else { return user }
        var user = user
        user.name = identity.user.name ?? user.name
        if let email = identity.user.email { user.extra["email"] = .string(email) }
        return user
    }

    private func make(
        _ identity: MappedIdentity, _ way: Way, _ id: String, _ connection: Connection
    ) throws -> User {
        let own = way.mapping.schemaVersion == .one ? nil : identity.user.domain
        let user = User(
            id: id, name: identity.user.name ?? "",
            domainID: try own.map { try domainID($0, connection) } ?? way.provider.domainID, enabled: true,
            defaultProjectID: nil, passwordHash: nil, passwordChangedAt: nil, passwordExpiresAt: nil, options: [:],
            extra: identity.user.email.map { ["email": .string($0)] } ?? [:], shadow: true)
        try connection.table(User.self).insert(user)
        try kit.notify(.created, .user, user.id, connection)
        try connection.table(FederatedIdentity.self).insert(
            FederatedIdentity(
                key: kit.identifiers.hex(), userID: user.id, idpID: way.provider.id, protocolID: way.pathway.id,
                uniqueID: identity.user.id ?? ""))
        return user
    }

    private func domainID(_ domain: MappedIdentity.Domain, _ connection: Connection) throws -> String {
        guard let found = try connection.domain(id: domain.id, name: domain.name) else {
            throw Fault.missing("domain", domain.id ?? domain.name ?? "")
        }
        return found.id
    }

    private func project(
        _ project: MappedIdentity.Project, _ way: Way, _ connection: Connection
    ) throws -> Project? {
        let domainID = try project.domain.map { try self.domainID($0, connection) } ?? way.provider.domainID
        return try connection.project(name: project.name, domainID: domainID)
    }

    private func provision(
        _ project: MappedIdentity.Project, _ way: Way, _ connection: Connection
    ) throws -> Project {
        let domainID = try project.domain.map { try self.domainID($0, connection) } ?? way.provider.domainID
        guard (1...255).contains(project.name.unicodeScalars.count), project.name.contains(where: { !$0.isWhitespace }),
            !project.name.utf8.contains(0)
        else { throw Fault.badRequest("'\(project.name)' is no name for a project.") }
        let made = Project(
            id: kit.identifiers.hex(), name: project.name, domainID: domainID, parentID: domainID, isDomain: false,
            enabled: true, description: "", tags: [], options: [:], extra: [:])
        try connection.table(Project.self).insert(made)
        try kit.notify(.created, .project, made.id, connection)
        return made
    }

    /// Roles of the whole cloud, or of the provider's domain.
    private func roles(
        _ project: MappedIdentity.Project, _ way: Way, _ connection: Connection
    ) throws -> [Role] {
        try project.roles.map { name in
            if let role = try connection.role(name: name) { return role }
            let named = try connection.table(Role.self).list(ListQuery(filters: [.equal("name", name)]))
            if let role = named.first(where: { $0.domainID == way.provider.domainID }) { return role }
            guard named.isEmpty else {
                throw Fault.forbidden(
                    "role: \(name) must be within the same domain as the identity provider: \(way.provider.id).")
            }
            throw Fault.missing("role", name)
        }
    }

    private static func grant(_ role: Role, _ user: User, _ project: Project) -> Assignment {
        Assignment(
            actorKind: .user, actorID: user.id, targetKind: .project, targetID: project.id, roleID: role.id,
            inherited: false)
    }
}
