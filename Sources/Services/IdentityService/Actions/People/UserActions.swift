import CloudAuth
import CloudCore
import CloudJSON
import CloudSQL

/// Users: create, list, show, update, delete.
struct UserActions: Sendable {
    let kit: IdentityKit
    let passwords: PasswordActions

    /// What a client may say of a user.
    struct Input: Sendable {
        var name: String?
        var domainID: String?
        /// Present and nil: the user signs in by password no more.
        var password: String??
        var enabled: Bool?
        /// Present and nil: none.
        var defaultProjectID: String??
        var options: [String: JSON]?
        var extra: [String: JSON]
        /// By what names identity providers know the user, instead of those known so far.
        var federated: [FederatedIdentity]?
    }

    func create(_ input: Input, _ caller: Caller) async throws -> User {
        let domainID = input.domainID ?? IdentityKit.domain(of: caller)
        try kit.policy.enforce("identity:create_user", caller, ["target.user.domain_id": domainID])
        try await kit.directories?.requireWritable(domain: domainID)
        let hash = try await passwords.hash(input.password ?? nil)
        let user = User(
            id: kit.identifiers.hex(), name: (input.name ?? "").trimmed, domainID: domainID,
            enabled: input.enabled ?? true,
            defaultProjectID: input.defaultProjectID ?? nil, passwordHash: nil, passwordChangedAt: nil,
            passwordExpiresAt: nil, options: Immutability.merged([:], input.options), extra: input.extra)
        return try await kit.store.write(conflict: Self.taken(user)) { connection in
            try connection.requireDomain(domainID)
            var user = user
            passwords.set(hash, of: &user, bySelf: false, connection)
            try requireDefaultProject(user, connection)
            try connection.table(User.self).insert(user)
            try passwords.remember(user, bySelf: false, connection)
            try connection.clearSignIns(of: user.id)
            try replaceIdentities(of: user, input.federated, "identity:create_user", caller, connection)
            try kit.notify(.created, .user, user.id, connection)
            return user
        }
    }

    func list(_ query: ListQuery, _ known: SQLCondition? = nil, _ caller: Caller) async throws -> [User] {
        try kit.policy.enforce("identity:list_users", caller, IdentityKit.own(caller, "target.domain_id"))
        let own = query.within(caller)
        let final = try await kit.directories?.prepared(own, .user) ?? own
        return try await kit.store.read { try $0.table(User.self).list(final, and: known) }
    }

    /// Ends all tokens of a user.
    func revokeTokens(of id: String, _ caller: Caller) async throws {
        try kit.policy.enforce("identity:revoke_tokens_for_user", caller, ["user_id": id])
        try await kit.store.write { connection in
            try connection.require(User.self, id)
            try kit.revoke(connection, userID: id)
        }
    }

    func show(_ id: String, _ caller: Caller) async throws -> User {
        try await kit.store.read { try kit.require(User.self, id, "identity:get_user", caller, $0) }
    }

    func update(_ id: String, _ input: Input, _ caller: Caller) async throws -> User {
        // The right to it is checked before the time of a hash is spent, and again with the row that is changed.
        let seen = try await kit.store.read { try kit.require(User.self, id, "identity:update_user", caller, $0) }
        let hash = try await passwords.hash(input.password ?? nil)
        var wanted = seen
        wanted.name = input.name ?? seen.name
        return try await kit.store.write(conflict: Self.taken(wanted)) { connection in
            var user = try kit.require(User.self, id, "identity:update_user", caller, connection)
            try connection.requireWritable(id, .user)
            let wasEnabled = user.enabled
            try IdentityKit.requireSameDomain(input.domainID, as: user.domainID)
            user.name = input.name?.trimmed ?? user.name
            user.enabled = input.enabled ?? user.enabled
            if let project = input.defaultProjectID {
                user.defaultProjectID = project
                try requireDefaultProject(user, connection)
            }
            user.options = Immutability.merged(user.options, input.options)
            if input.password != nil { passwords.set(hash, of: &user, bySelf: false, connection) }
            user.extra.merge(input.extra) { $1 }
            try connection.table(User.self).update(user)
            if input.password != nil { try passwords.remember(user, bySelf: false, connection) }
            // Enabling somebody, even again, unlocks them and counts as a sign of life.
            if input.enabled == true { try connection.clearSignIns(of: id) }
            if wasEnabled && !user.enabled { try connection.deleteApplicationCredentials(ofUser: id) }
            try replaceIdentities(of: user, input.federated, "identity:update_user", caller, connection)
            try kit.notify(.updated, .user, id, connection)
            if input.password != nil || (wasEnabled && !user.enabled) { try kit.revoke(connection, userID: id) }
            return user
        }
    }

    func delete(_ id: String, _ caller: Caller) async throws {
        try await kit.store.write { connection in
            try kit.require(User.self, id, "identity:delete_user", caller, connection)
            try connection.requireWritable(id, .user)
            try kit.notifyLeft(byUsers: [id], connection)
            try connection.remove(user: id)
            try kit.notify(.deleted, .user, id, connection)
            try kit.revoke(connection, userID: id)
        }
    }

    /// A default project must not act as a domain; one that is not there is allowed, as Keystone does.
    private func requireDefaultProject(_ user: User, _ connection: Connection) throws {
        guard let id = user.defaultProjectID, let project = try connection.table(Project.self).find(id) else { return }
        guard !project.isDomain else {
            throw Fault.badRequest("User's default project ID cannot be a domain ID: \(id)")
        }
    }

    private static func taken(_ user: User) -> Fault { .duplicate("user", name: user.name, domainID: user.domainID) }
}
