import CloudAuth
import CloudCore
import CloudJSON
import CloudSQL

/// A user's application credentials: create, list, show, delete.
struct ApplicationCredentialActions: Sendable {
    let kit: IdentityKit
    let hasher: PasswordHasher
    let tokens: TokenBook
    /// How many a user may have; less than 0 is any number.
    let limit: Int

    /// What a client may say of a credential.
    struct Input: Sendable {
        var name: String
        var description: String?
        /// None: one is made.
        var secret: String?
        /// None: all that the token has.
        var roles: [RoleReference]?
        var unrestricted: Bool
        var expiresAt: Timestamp?
        /// Each by its id, or by service, method and path.
        var accessRules: [JSON]
    }

    /// The credential, its secret (told once), and its roles.
    struct Created: Sendable {
        var credential: ApplicationCredential
        var secret: String
        var roles: [Role]
    }

    func create(_ userID: String, _ input: Input, _ caller: Caller) async throws -> Created {
        try kit.policy.enforce("identity:create_application_credential", caller, ["user_id": userID])
        try await requireUnrestricted(caller)
        guard let projectID = caller.projectID else {
            throw Fault.badRequest("Application credentials are made with a token that is scoped to a project.")
        }
        // A secret of ours is random and long enough that no number of rounds would make it safer.
        let secret = input.secret ?? Base64URL.text(.random(64))
        let hash = try await hasher.hash(secret, cost: input.secret == nil ? 4 : nil)
        let id = kit.identifiers.hex()
        let conflict = Fault.taken("application_credential", "Duplicate entry found with name \(input.name)")
        return try await kit.store.write(conflict: conflict) { connection in
            // The caller's token was good when the request began: either may be gone since.
            try connection.require(User.self, userID)
            try connection.require(Project.self, projectID)
            let roles = try roles(input, caller, connection)
            try input.expiresAt?.requireFuture(at: connection.now)
            try requireRoom(userID, connection)
            let rules = try input.accessRules.map { try connection.accessRule($0, of: userID, kit.identifiers) }
            let credential = ApplicationCredential(
                id: id, name: input.name, userID: userID, projectID: projectID, secretHash: hash,
                description: input.description, roleIDs: roles.map(\.id), unrestricted: input.unrestricted,
                expiresAt: input.expiresAt, accessRules: rules.map(\.json), extra: [:])
            try connection.table(ApplicationCredential.self).insert(credential)
            for rule in rules { try connection.use(rule, by: credential) }
            try kit.notify(.created, .applicationCredential, id, connection)
            return Created(credential: credential, secret: secret, roles: roles)
        }
    }

    func list(_ userID: String, _ query: ListQuery, _ caller: Caller) async throws -> [(ApplicationCredential, [Role])]
    {
        try kit.policy.enforce("identity:list_application_credentials", caller, ["user_id": userID])
        return try await kit.store.read { connection in
            try connection.require(User.self, userID)
            let book = try connection.roleBook()
            return try connection.table(ApplicationCredential.self).list(query.with("user_id", .string(userID)))
                .map { ($0, $0.roleIDs.compactMap { book.roles[$0] }) }
        }
    }

    func show(_ id: String, of userID: String, _ caller: Caller) async throws -> (ApplicationCredential, [Role]) {
        try kit.policy.enforce("identity:get_application_credential", caller, ["user_id": userID])
        return try await kit.store.read { connection in
            let credential = try connection.require(ApplicationCredential.self, id) { $0.userID == userID }
            return (credential, try connection.table(Role.self).find(keys: credential.roleIDs))
        }
    }

    func delete(_ id: String, of userID: String, _ caller: Caller) async throws {
        try kit.policy.enforce("identity:delete_application_credential", caller, ["user_id": userID])
        try await requireUnrestricted(caller)
        try await kit.store.write { connection in
            try connection.require(ApplicationCredential.self, id) { $0.userID == userID }
            try connection.table(ApplicationCredential.self).delete(id)
            try kit.notify(.deleted, .applicationCredential, id, connection)
            kit.announceRoleChange(connection)
        }
    }

    /// What an application credential signed in may not make or end others, unless it is unrestricted.
    private func requireUnrestricted(_ caller: Caller) async throws {
        guard let token = try await tokens.check(caller.token)?.token, token.isDelegated else { return }
        guard let credential = token.delegation?.applicationCredential else {
            throw Fault.refused("A token issued via delegation is not allowed for managing application credentials.")
        }
        guard credential.unrestricted else {
            throw Fault.refused(
                "Using method 'application_credential' is not allowed for managing additional application credentials.")
        }
    }

    private func requireRoom(_ userID: String, _ connection: Connection) throws {
        guard limit >= 0 else { return }
        let held = try connection.table(ApplicationCredential.self).count([.equal("user_id", userID)])
        guard held < limit else {
            throw Fault.forbidden(
                "Unable to create additional application credentials, maximum of \(limit) already exceeded for user.")
        }
    }

    private func roles(_ input: Input, _ caller: Caller, _ connection: Connection) throws -> [Role] {
        let book = try connection.roleBook()
        let mine = book.roles.values.filter { $0.domainID == nil && caller.roles.contains($0.name) }
        guard let asked = input.roles, !asked.isEmpty else { return mine.sorted { $0.id < $1.id } }
        return try asked.map { wanted in
            let role = try book.require(wanted)
            guard mine.contains(where: { $0.id == role.id }) else {
                throw Fault.badRequest(
                    "Invalid application credential: Could not find role assignment with role: \(role.id), "
                        + "user or group: \(caller.user.id), project, domain, or system: \(caller.projectID ?? "").")
            }
            return role
        }
    }
}
