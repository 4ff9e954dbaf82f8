import CloudAuth
import CloudCore
import CloudSQL

/// Tokens for requests that were signed with an EC2 key: other services ask for them.
struct EC2TokenActions: Sendable {
    let kit: IdentityKit
    let vault: CredentialVault
    let tokens: TokenBook
    let clock: CloudClock
    /// How old a signature may be, and how far in the future it may lie.
    let signatureLifetime: Duration

    func issue(_ proof: some SignatureProof, rule: String, _ caller: Caller) async throws -> TokenBook.Issued {
        try kit.policy.enforce(rule, caller)
        let credential = try await credential(of: proof.access)
        guard credential.type == EC2Key.type, let key = try? EC2Key(blob: credential.blob), let secret = key.secret,
            proof.isSigned(by: secret)
        else { throw Fault.unauthorized(cause: "the signature is not that of the key \(credential.id)") }
        let now = clock.now
        if let moment = try proof.signedAt, moment + signatureLifetime < now || moment - signatureLifetime > now {
            throw Fault.unauthorized(cause: "the signature is of \(moment.text())")
        }
        let delegation = try await delegation(of: key, credential)
        var payload = TokenPayload(
            userID: credential.userID, methods: .ec2Credential, scope: .project(credential.projectID ?? ""),
            issuedAt: now, expiresAt: now + kit.tokenLifetime,
            auditID: .random(16), auditChainID: nil,
            delegation: delegation?.reference)
        if let end = delegation?.expiresAt { payload.expiresAt = min(payload.expiresAt, end) }
        guard let issued = try await tokens.issue(payload) else {
            throw Fault.unauthorized(cause: "user \(credential.userID) is not valid for the project")
        }
        return issued
    }

    private func credential(of access: String) async throws -> Credential {
        let id = EC2Key.credentialID(of: access)
        let sealed = try await kit.store.read { try $0.table(SealedCredential.self).find(id) }
        guard let sealed, sealed.type == EC2Key.type else { throw Fault.notFound("EC2 access key not found.") }
        return try vault.open(sealed)
    }

    /// What the token hangs on; it must still be there, and be of the same user and project.
    private func delegation(of key: EC2Key, _ credential: Credential) async throws -> Delegation? {
        guard let reference = key.delegation else { return nil }
        guard let delegation = try await kit.store.read({ try $0.delegation(reference) }) else {
            throw Fault.unauthorized(cause: "what the key hangs on is no more")
        }
        guard delegation.userID == credential.userID, delegation.scope == credential.projectID.map({ .project($0) }),
            delegation.trust?.isUsable(at: clock.now) != false
        else { throw Fault.unauthorized(cause: "the key is not of the user and project of what it hangs on") }
        return delegation
    }
}
