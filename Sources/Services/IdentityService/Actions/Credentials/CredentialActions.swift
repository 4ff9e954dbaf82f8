import CloudAuth
import CloudCore
import CloudJSON
import CloudSQL

/// Credentials: create, list, show, update, delete. An owner sees their own; tokens that hang on a delegation only
/// what was made through it.
struct CredentialActions: ResourceActions {
    let kit: IdentityKit
    let vault: CredentialVault
    let tokens: TokenBook

    /// What a client may say of a credential.
    struct Input: Sendable {
        var userID: String?
        /// Present and nil: none.
        var projectID: String??
        var type: String?
        var blob: String?
        var extra: [String: JSON]
    }

    func create(_ input: Input, _ caller: Caller) async throws -> Credential {
        let owner = input.userID ?? ""
        try kit.policy.enforce("identity:create_credential", caller, Self.target(owner))
        let delegation = try await delegation(of: caller)
        var credential = Credential(
            id: kit.identifiers.hex(), userID: owner, projectID: input.projectID ?? nil, type: input.type ?? "",
            blob: input.blob ?? "", delegationID: nil, extra: input.extra)
        if credential.isEC2 {
            guard credential.projectID != nil else {
                throw Fault.badRequest("'project_id' is a required property for credentials of type ec2")
            }
            var key = try EC2Key(blob: credential.blob)
            try key.bind(delegation?.reference)
            credential.id = key.credentialID
            if let delegation {
                credential.blob = key.blob
                credential.delegationID = delegation.reference.key.id
            }
        }
        try Self.requireOwn(credential, delegation, caller)
        try Self.requireSeed(credential)
        return try await insert(credential)
    }

    func list(_ query: ListQuery, _ caller: Caller) async throws -> [Credential] {
        try kit.policy.enforce("identity:list_credentials", caller, Self.target(caller.user.id))
        let delegation = try await delegation(of: caller)
        var query = query
        if !kit.policy.allows("identity:get_credential", caller, Self.target("")) || delegation != nil {
            query = query.with("user_id", .string(caller.user.id))
        }
        if let delegation {
            query = query.with("delegation_id", .string(delegation.reference.key.id))
        }
        let final = query
        return try await kit.store.read { try $0.table(SealedCredential.self).list(final).map(vault.open) }
    }

    func show(_ id: String, _ caller: Caller) async throws -> Credential {
        let delegation = try await delegation(of: caller)
        return try await kit.store.read { try found(id, "identity:get_credential", delegation, caller, $0) }
    }

    func update(_ id: String, _ input: Input, _ caller: Caller) async throws -> Credential {
        let rule = "identity:update_credential"
        let delegation = try await delegation(of: caller)
        return try await kit.store.write { connection in
            let old = try found(id, rule, delegation, caller, connection)
            var credential = old
            credential.userID = input.userID ?? old.userID
            if let project = input.projectID { credential.projectID = project }
            credential.type = input.type ?? old.type
            credential.blob = input.blob ?? old.blob
            credential.extra.merge(input.extra) { $1 }
            try Self.requireSameScope(old, credential)
            try Self.requireSeed(credential)
            // Nor may it be given to somebody whom the caller has no power over (CVE-2020-12691).
            try kit.policy.enforce(rule, caller, Self.target(credential.userID))
            try Self.requireOwn(credential, delegation, caller)
            try connection.table(SealedCredential.self).update(vault.seal(credential, at: connection.now))
            try kit.notify(.updated, .credential, id, connection)
            return credential
        }
    }

    func delete(_ id: String, _ caller: Caller) async throws {
        let delegation = try await delegation(of: caller)
        try await kit.store.write { connection in
            _ = try found(id, "identity:delete_credential", delegation, caller, connection)
            try connection.table(SealedCredential.self).delete(id)
            try kit.notify(.deleted, .credential, id, connection)
        }
    }

    /// Stores a new credential.
    func insert(_ credential: Credential) async throws -> Credential {
        let conflict = Fault.taken("credential", "Duplicate entry found with ID \(credential.id)")
        try await kit.store.write(conflict: conflict) { connection in
            try connection.table(SealedCredential.self).insert(vault.seal(credential, at: connection.now))
            try kit.notify(.created, .credential, credential.id, connection)
        }
        return credential
    }

    /// What the caller's token hangs on.
    func delegation(of caller: Caller) async throws -> Delegation? {
        try await tokens.check(caller.token)?.token.delegation
    }

    /// The credential, if there is one that the caller may reach by that rule.
    func found(
        _ id: String, _ rule: String, _ delegation: Delegation?, _ caller: Caller, _ connection: Connection
    ) throws -> Credential {
        let sealed = try connection.table(SealedCredential.self).find(id)
        try kit.policy.enforce(rule, caller, Self.target(sealed?.userID ?? ""))
        guard let sealed else { throw Fault.missing("credential", id) }
        let credential = try vault.open(sealed)
        try Self.requireOwn(credential, delegation, caller)
        return credential
    }

    static func target(_ userID: String) -> PolicyTarget {
        ["target.credential.user_id": userID, "user_id": userID]
    }

    /// A token that hangs on a delegation reaches what was made through that delegation, and nothing else: a secret of
    /// the user's own would give more than what was lent.
    private static func requireOwn(_ credential: Credential, _ delegation: Delegation?, _ caller: Caller) throws {
        guard let delegation else { return }
        guard credential.userID == caller.user.id, credential.delegationID == delegation.reference.key.id else {
            throw Fault.refused("Delegated tokens cannot access credentials directly")
        }
    }

    private static func requireSeed(_ credential: Credential) throws {
        guard credential.type != Passcode.type || credential.blob.utf8.count <= Passcode.longestSeed else {
            throw Fault.badRequest("The seed of passcodes must not be longer than \(Passcode.longestSeed) letters.")
        }
    }

    /// An EC2 key keeps what its tokens hang on (CVE-2020-12691), and stays an EC2 key.
    private static func requireSameScope(_ old: Credential, _ new: Credential) throws {
        guard old.isEC2 == new.isEC2 else { throw Fault.badRequest("type can not be updated for credential") }
        guard new.isEC2 else { return }
        let names = try EC2Key(blob: new.blob).differences(to: EC2Key(blob: old.blob))
        if let name = names.first { throw Fault.badRequest("\(name) can not be updated for credential") }
        if old.delegationID != nil, old.projectID != new.projectID {
            throw Fault.badRequest("project_id can not be updated for credential")
        }
    }
}
