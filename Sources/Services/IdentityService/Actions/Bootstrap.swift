import CloudCore
import CloudJSON
import CloudSQL

/// The first rows of a cloud: what stands in every one before anybody can ask for anything. Running it again changes
/// nothing but the URLs, when those are others.
package struct Bootstrap: Sendable {
    /// A service of the catalog, and where clients reach it; the same address for all interfaces.
    package struct CatalogService: Sendable {
        package var type: String
        package var name: String
        package var description: String
        package var url: String

        package init(type: String, name: String, description: String = "", url: String) {
            self.type = type
            self.name = name
            self.description = description
            self.url = url
        }
    }

    /// What is there afterwards.
    package struct Outcome: Sendable {
        package var adminUserID: String
        package var adminProjectID: String
        package var serviceProjectID: String
    }

    /// Roles of every cloud, each implying the next.
    static let personas = ["admin", "manager", "member", "reader"]
    static let serviceRole = "service"
    /// Service users' passwords are made by the program, random and long: no number of rounds would make them safer,
    /// and every service signs in when the cloud starts.
    private static let serviceCost = 5

    package var adminPassword: String
    package var region: String
    package var services: [CatalogService]
    /// Passwords by name: `compute`, `network`, `image`, `placement`.
    package var serviceUsers: [String: String]
    /// Whether users that are there get the given passwords anew.
    package var resetsPasswords: Bool

    package init(
        adminPassword: String, region: String, services: [CatalogService], serviceUsers: [String: String],
        resetsPasswords: Bool = false
    ) {
        self.adminPassword = adminPassword
        self.region = region
        self.services = services
        self.serviceUsers = serviceUsers
        self.resetsPasswords = resetsPasswords
    }

    /// - Parameter identity: its databases must be open.
    @discardableResult
    package func run(on identity: IdentityRole) async throws -> Outcome {
        try identity.base.keys.prepare()
        let hashes = try await hashes(identity)
        return try await identity.store.write { connection in
            let ids = identity.kit.identifiers
            try domain(connection)
            let admin = try project("admin", "The administrators' project.", ids, connection)
            let service = try project("service", "The services' project.", ids, connection)
            let roles = try roles(ids, connection)
            let user = try self.user("admin", hashes["admin"], identity, connection)
            if let role = roles["admin"] {
                try grant(role, to: user, .project, admin, connection)
                try grant(role, to: user, .domain, Project.defaultDomainID, connection)
                try grant(role, to: user, .system, Assignment.system, connection)
            }
            for name in serviceUsers.keys.sorted() {
                let user = try self.user(name, hashes[name], identity, connection)
                for role in ["admin", Self.serviceRole].compactMap({ roles[$0] }) {
                    try grant(role, to: user, .project, service, connection)
                }
                // Services that enforce unified limits read those of all projects.
                if let role = roles["reader"] { try grant(role, to: user, .system, Assignment.system, connection) }
            }
            try catalog(ids, connection)
            return Outcome(adminUserID: user, adminProjectID: admin, serviceProjectID: service)
        }
    }

    /// Hashes for the users that are to get a password, made before the transaction.
    private func hashes(_ identity: IdentityRole) async throws -> [String: String] {
        let names = Array(serviceUsers.keys)
        let present = try await identity.store.read { connection in
            try (names + ["admin"]).reduce(into: [String: User]()) {
                $0[$1] = try connection.user(name: $1, domainID: Project.defaultDomainID)
            }
        }
        var hashes: [String: String] = [:]
        if try await !holds(adminPassword, present["admin"], identity) {
            hashes["admin"] = try await identity.base.hasher.hash(adminPassword)
        }
        for (name, password) in serviceUsers where try await !holds(password, present[name], identity) {
            hashes[name] = try await identity.base.hasher.hash(password, cost: Self.serviceCost)
        }
        return hashes
    }

    /// Whether the user is there and nothing is to be done about the password: one that is right is left alone, so that
    /// the user's tokens live on.
    private func holds(_ password: String, _ user: User?, _ identity: IdentityRole) async throws -> Bool {
        guard let user else { return false }
        guard resetsPasswords else { return true }
        let isExpired = user.passwordExpiresAt.map { $0 <= identity.store.clock.now } ?? false
        guard !isExpired else { return false }
        return try await identity.base.hasher.verify(password, user.passwordHash)
    }

    private func domain(_ connection: Connection) throws {
        guard try connection.domain(id: Project.defaultDomainID) == nil else { return }
        try connection.table(Project.self).insert(
            Project(
                id: Project.defaultDomainID, name: "Default", domainID: nil, parentID: nil, isDomain: true,
                enabled: true, description: "The default domain", tags: [], options: [:], extra: [:]))
    }

    private func project(
        _ name: String, _ description: String, _ ids: IdentifierSource, _ connection: Connection
    ) throws -> String {
        let domain = Project.defaultDomainID
        if let found = try connection.project(name: name, domainID: domain) { return found.id }
        let project = Project(
            id: ids.hex(), name: name, domainID: domain, parentID: domain, isDomain: false, enabled: true,
            description: description, tags: [], options: [:], extra: [:])
        try connection.table(Project.self).insert(project)
        return project.id
    }

    /// Role ids by name.
    private func roles(_ ids: IdentifierSource, _ connection: Connection) throws -> [String: String] {
        var roles: [String: String] = [:]
        for name in Self.personas + [Self.serviceRole] {
            if let role = try connection.role(name: name) {
                roles[name] = role.id
            } else {
                let role = Role(
                    id: ids.hex(), name: name, domainID: nil, description: nil,
                    options: ["immutable": true], extra: [:])
                try connection.table(Role.self).insert(role)
                roles[name] = role.id
            }
        }
        for (prior, implied) in zip(Self.personas, Self.personas.dropFirst()) {
            guard let prior = roles[prior], let implied = roles[implied] else { continue }
            try connection.insert(RoleImplication(priorRoleID: prior, impliedRoleID: implied))
        }
        return roles
    }

    private func user(
        _ name: String, _ hash: String?, _ identity: IdentityRole, _ connection: Connection
    ) throws -> String {
        let passwords = identity.base.passwords
        let known = try connection.user(name: name, domainID: Project.defaultDomainID)
        var user =
            known
            ?? User(
                id: identity.kit.identifiers.hex(), name: name, domainID: Project.defaultDomainID, enabled: true,
                defaultProjectID: nil, passwordHash: nil, passwordChangedAt: nil, passwordExpiresAt: nil, options: [:],
                extra: [:])
        if resetsPasswords, known != nil {
            // The way back in: whatever kept the user out is undone.
            user.enabled = true
            try connection.clearSignIns(of: user.id)
        }
        if let hash {
            passwords.set(hash, of: &user, bySelf: true, connection)
            if known != nil { try identity.kit.revoke(connection, userID: user.id) }
        }
        if known == nil {
            try connection.table(User.self).insert(user)
        } else {
            try connection.table(User.self).update(user)
        }
        if hash != nil { try passwords.remember(user, bySelf: false, connection) }
        return user.id
    }

    private func grant(
        _ role: String, to user: String, _ target: Assignment.Target, _ id: String, _ connection: Connection
    ) throws {
        try connection.insert(
            Assignment(
                actorKind: .user, actorID: user, targetKind: target, targetID: id, roleID: role, inherited: false))
    }

    private func catalog(_ ids: IdentifierSource, _ connection: Connection) throws {
        try connection.table(Region.self).insertIfAbsent(
            Region(id: region, description: "", parentRegionID: nil, extra: [:]))
        for wanted in services {
            let known = try connection.table(Service.self).first(
                where: [.equal("type", wanted.type), .equal("name", wanted.name)])
            let service =
                known
                ?? Service(
                    id: ids.hex(), type: wanted.type, name: wanted.name, description: wanted.description, enabled: true,
                    extra: [:])
            if known == nil { try connection.table(Service.self).insert(service) }
            for interface in Endpoint.interfaces {
                try endpoint(interface, of: service.id, wanted.url, ids, connection)
            }
        }
    }

    private func endpoint(
        _ interface: String, of service: String, _ url: String, _ ids: IdentifierSource, _ connection: Connection
    ) throws {
        let endpoints = try connection.table(Endpoint.self)
        let known = try endpoints.first(where: [
            .equal("service_id", service), .equal("interface", interface),
            .equal("region_id", region),
        ])
        if var endpoint = known {
            guard endpoint.url != url else { return }
            endpoint.url = url
            try endpoints.update(endpoint)
        } else {
            try endpoints.insert(
                Endpoint(
                    id: ids.hex(), serviceID: service, interface: interface, url: url, regionID: region, enabled: true,
                    extra: [:]))
        }
    }
}
