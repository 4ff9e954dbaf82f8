import CloudAuth
import CloudCore
import CloudSQL
import Crypto

/// Tokens: issue, check, revoke.
struct TokenActions: Sendable {
    let kit: IdentityKit
    let hasher: PasswordHasher
    let tokens: TokenBook
    let clock: CloudClock

    /// Who asks, proved; and what an older token or a credential hands on.
    private struct Proved {
        var user: User
        var methods: AuthMethods
        var expiresAt: Timestamp?
        var auditChainID: [UInt8]?
        var credential: ApplicationCredential?
        /// What the token is good for that proved it.
        var scope: TokenScope?
    }

    /// - Throws: `Fault` 401, always in the same words: it tells nobody which part was wrong.
    func issue(_ request: TokenRequest) async throws -> (text: String, checked: TokenBook.Checked) {
        var proved: Proved?
        for proof in request.proofs {
            let next = try await prove(proof)
            guard let held = proved else {
                proved = next
                continue
            }
            guard held.user.id == next.user.id, held.credential == nil, next.credential == nil else {
                throw Fault.unauthorized()
            }
            proved?.methods.formUnion(next.methods)
            proved?.expiresAt = held.expiresAt ?? next.expiresAt
            proved?.auditChainID = held.auditChainID ?? next.auditChainID
        }
        guard let proved, proved.user.enabled else { throw Fault.unauthorized() }
        let now = clock.now
        var payload = TokenPayload(
            userID: proved.user.id, methods: proved.methods, scope: .unscoped, issuedAt: now,
            expiresAt: proved.expiresAt ?? now + kit.tokenLifetime,
            auditID: SymmetricKey(size: .bits128).withUnsafeBytes { Array($0) }, auditChainID: proved.auditChainID,
            applicationCredentialID: proved.credential?.id)
        if let end = proved.credential?.expiresAt { payload.expiresAt = min(payload.expiresAt, end) }
        for scope in try await scopes(request.scope, proved) {
            payload.scope = scope
            if let issued = try await tokens.issue(payload) { return issued }
        }
        throw Fault.unauthorized()
    }

    /// What a token is good for. The caller may ask for their own, services and readers for all.
    func check(
        _ token: String, allowExpired: Bool, rule: String = "identity:validate_token", _ caller: Caller
    ) async throws -> TokenBook.Checked {
        let checked = try await tokens.check(token, allowExpired: allowExpired)
        try kit.policy.enforce(rule, caller, ["target.token.user_id": checked?.token.payload.userID ?? ""])
        guard let checked else { throw Fault.notFound("Could not find token.") }
        return checked
    }

    func revoke(_ token: String, _ caller: Caller) async throws {
        let checked = try await check(token, allowExpired: false, rule: "identity:revoke_token", caller)
        try await kit.store.write { connection in
            try kit.revoke(connection, auditID: Base64URL.text(checked.token.payload.auditID))
        }
    }

    private func prove(_ proof: TokenRequest.Proof) async throws -> Proved {
        switch proof {
        case .password(let reference, let password):
            let user = try await kit.store.read { try $0.user(reference) }
            // Unknown, disabled or without a password: the time of a hash is spent all the same.
            guard try await hasher.verify(password, user?.passwordHash), let user else { throw Fault.unauthorized() }
            return Proved(user: user, methods: .password)
        case .token(let text):
            guard let token = try await tokens.check(text)?.token,
                let user = try await kit.store.read({ try $0.table(User.self).find(token.payload.userID) })
            else { throw Fault.unauthorized() }
            return Proved(
                user: user, methods: token.payload.methods.union(.token), expiresAt: token.payload.expiresAt,
                auditChainID: token.payload.auditChainID ?? token.payload.auditID,
                credential: token.applicationCredential, scope: token.payload.scope)
        case .applicationCredential(let id, let name, let reference, let secret):
            let (credential, user) = try await kit.store.read { try $0.credential(id, name, reference) }
            guard try await hasher.verify(secret, credential?.secretHash), let credential, let user,
                credential.expiresAt.map({ $0 > clock.now }) ?? true
            else { throw Fault.unauthorized() }
            return Proved(user: user, methods: .applicationCredential, credential: credential)
        }
    }

    /// The scopes to try, in this order.
    private func scopes(_ asked: TokenRequest.Scope, _ proved: Proved) async throws -> [TokenScope] {
        if let credential = proved.credential {
            // A credential is good for its project and nothing else.
            guard case .open = asked else {
                guard case .project(let reference) = asked,
                    try await kit.store.read({ try $0.project(reference) })?.id == credential.projectID
                else { throw Fault.unauthorized() }
                return [.project(credential.projectID)]
            }
            return [.project(credential.projectID)]
        }
        switch asked {
        case .unscoped: return [.unscoped]
        case .system: return [.system]
        case .open: return (proved.user.defaultProjectID.map { [.project($0)] } ?? []) + [.unscoped]
        case .project(let reference):
            guard let project = try await kit.store.read({ try $0.project(reference) }) else {
                throw Fault.unauthorized()
            }
            return [.project(project.id)]
        case .domain(let reference):
            guard let domain = try await kit.store.read({ try $0.domain(id: reference.id, name: reference.name) })
            else {
                throw Fault.unauthorized()
            }
            return [.domain(domain.id)]
        }
    }
}

extension Connection {
    fileprivate func user(_ reference: TokenRequest.Reference) throws -> User? {
        if let id = reference.id { return try table(User.self).find(id) }
        guard let name = reference.name, let domain = try domain(of: reference) else { return nil }
        return try user(name: name, domainID: domain.id)
    }

    fileprivate func project(_ reference: TokenRequest.Reference) throws -> Project? {
        if let id = reference.id { return try table(Project.self).find(id) }
        guard let name = reference.name, let domain = try domain(of: reference) else { return nil }
        return try first(
            Project.self, "SELECT * FROM projects WHERE domain_id = $1 AND name = $2", [.text(domain.id), .text(name)])
    }

    fileprivate func credential(
        _ id: String?, _ name: String?, _ owner: TokenRequest.Reference
    ) throws -> (ApplicationCredential?, User?) {
        let credential: ApplicationCredential?
        if let id {
            credential = try table(ApplicationCredential.self).find(id)
        } else {
            guard let name, let user = try user(owner) else { return (nil, nil) }
            credential = try table(ApplicationCredential.self).first(
                where: [.init("user_id", [.string(user.id)]), .init("name", [.string(name)])])
        }
        return (credential, try credential.flatMap { try table(User.self).find($0.userID) })
    }

    private func domain(of reference: TokenRequest.Reference) throws -> Project? {
        try domain(id: reference.domainID, name: reference.domainName)
    }
}
