import CloudAuth
import CloudCore
import CloudSQL

/// A user's EC2 keys: create, list, show, delete.
struct EC2CredentialActions: Sendable {
    let credentials: CredentialActions

    /// A key with whose and what for it is.
    struct Owned: Sendable {
        var key: EC2Key
        var userID: String
        var projectID: String?
    }

    private var kit: IdentityKit { credentials.kit }

    func create(_ userID: String, projectID: String, _ caller: Caller) async throws -> Owned {
        try kit.policy.enforce("identity:ec2_create_credential", caller, CredentialActions.target(userID))
        let delegation = try await requireUnrestricted(caller)
        try await kit.store.read { connection in
            try connection.require(User.self, userID)
            try connection.require(Project.self, projectID)
        }
        let key = EC2Key(delegation?.reference, kit.identifiers)
        let credential = Credential(
            id: key.credentialID, userID: userID, projectID: projectID, type: EC2Key.type, blob: key.blob,
            delegationID: delegation?.reference.key.id, extra: [:])
        return try Self.owned(try await credentials.insert(credential))
    }

    func list(_ userID: String, _ caller: Caller) async throws -> [Owned] {
        try kit.policy.enforce("identity:ec2_list_credentials", caller, CredentialActions.target(userID))
        let delegation = try await credentials.delegation(of: caller)
        return try await kit.store.read { connection in
            try connection.require(User.self, userID)
            return try connection.credentials(of: userID, type: EC2Key.type)
                .filter { credential in
                    guard let delegation else { return true }
                    return credential.delegationID == delegation.reference.key.id
                }
                .map { try Self.owned(credentials.vault.open($0)) }
        }
    }

    func show(_ access: String, of userID: String, _ caller: Caller) async throws -> Owned {
        let delegation = try await credentials.delegation(of: caller)
        return try await kit.store.read {
            try Self.owned(found(access, userID, "identity:ec2_get_credential", delegation, caller, $0))
        }
    }

    func delete(_ access: String, of userID: String, _ caller: Caller) async throws {
        let delegation = try await requireUnrestricted(caller)
        try await kit.store.write { connection in
            let credential = try found(
                access, userID, "identity:ec2_delete_credential", delegation, caller, connection)
            try connection.table(SealedCredential.self).delete(credential.id)
            try kit.notify(.deleted, .credential, credential.id, connection)
        }
    }

    private func found(
        _ access: String, _ userID: String, _ rule: String, _ delegation: Delegation?, _ caller: Caller,
        _ connection: Connection
    ) throws -> Credential {
        let id = EC2Key.credentialID(of: access)
        // A key that is not there is missing for everybody, as in Keystone: nobody guesses one.
        try connection.require(SealedCredential.self, id)
        let credential = try credentials.found(id, rule, delegation, caller, connection)
        guard credential.userID == userID else { throw SealedCredential.missing(id) }
        guard credential.type == EC2Key.type else {
            throw Fault.unauthorized(cause: "no EC2 key: \(id)")
        }
        return credential
    }

    /// A restricted application credential neither makes nor ends EC2 keys (CVE-2026-33551).
    private func requireUnrestricted(_ caller: Caller) async throws -> Delegation? {
        let delegation = try await credentials.delegation(of: caller)
        guard delegation?.applicationCredential?.unrestricted != false else {
            throw Fault.refused(
                "Using method 'application_credential' is not allowed for managing additional application credentials.")
        }
        return delegation
    }

    private static func owned(_ credential: Credential) throws -> Owned {
        Owned(key: try EC2Key(blob: credential.blob), userID: credential.userID, projectID: credential.projectID)
    }
}
