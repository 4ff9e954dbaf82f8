import CloudAuth
import CloudCore
import CloudSQL

/// Tokens: issue, check, revoke.
struct TokenActions: Sendable {
    let kit: IdentityKit
    let methods: [String: any AuthMethod]
    let tokens: TokenBook
    let receipts: ReceiptBook
    let accounts: AccountGate
    let clock: CloudClock

    init(_ base: IdentityFoundation, by methods: [any AuthMethod]) {
        kit = base.kit
        self.methods = Dictionary(methods.map { ($0.name, $0) }, uniquingKeysWith: { $1 })
        tokens = base.tokens
        receipts = base.receipts
        accounts = base.passwords.accounts
        clock = base.store.clock
    }

    /// - Parameter receipt: of an earlier request that was right but not enough.
    /// - Throws: `Fault` 401, always in the same words: it tells nobody which part was wrong; `FactorsMissing` when all
    ///   is right but the user's rules ask for more.
    func issue(_ request: TokenRequest, receipt: String? = nil) async throws -> TokenBook.Issued {
        // What is proved may be revoked while it is: hashes take their time. So the token counts from before.
        let began = clock.now
        var proved = try await kit.told(SignInAttempt(request), user: \.user) {
            try await prove(request, receipt)
        }
        try await requireFactors(proved, since: began)
        if request.proofs.contains(where: { methods[$0.method]?.isGuessable == true }) {
            try await accounts.welcome(proved.user)
        }
        if case .trust(let id) = request.scope { proved = try await entrusted(id, proved) }
        return try await issue(proved, scopes: scopes(request.scope, proved), since: began)
    }

    /// What all proofs together prove, and the receipt of those before.
    private func prove(_ request: TokenRequest, _ receipt: String?) async throws -> Proved {
        var proved: Proved?
        for proof in request.proofs {
            guard let method = methods[proof.method] else { throw Fault.unauthorized() }
            var shown = proof.shown
            if method.name != "password", let directories = kit.directories {
                shown = try await directories.resolved(shown)
            }
            let next: Proved
            if let evidence = request.evidence {
                next = try await method.prove(shown, evidence)
            } else {
                next = try await method.prove(shown)
            }
            guard let held = proved else {
                proved = next
                continue
            }
            guard held.user.id == next.user.id, held.delegation == nil, next.delegation == nil else {
                throw Fault.unauthorized()
            }
            proved?.methods.formUnion(next.methods)
            proved?.expiresAt = held.expiresAt ?? next.expiresAt
            proved?.auditChainID = held.auditChainID ?? next.auditChainID
            proved?.federation = held.federation ?? next.federation
        }
        guard var proved, proved.user.enabled else { throw Fault.unauthorized() }
        if let receipt { proved.methods.formUnion(try await receipts.methods(receipt, of: proved.user)) }
        return proved
    }

    /// A token for whom an identity provider vouches.
    func issue(_ proved: Proved, _ scope: TokenRequest.Scope) async throws -> TokenBook.Issued {
        guard proved.user.enabled else { throw Fault.unauthorized() }
        try await requireFactors(proved, since: clock.now)
        return try await issue(proved, scopes: scopes(scope, proved))
    }

    /// A token of the first of the scopes in which it would hold.
    /// - Parameter began: when the proof was begun: what revokes the user's tokens after that revokes this one too.
    func issue(
        _ proved: Proved, scopes: [TokenScope], since began: Timestamp? = nil
    ) async throws -> TokenBook.Issued {
        let now = began ?? clock.now
        var payload = TokenPayload(
            userID: proved.user.id, methods: proved.methods, scope: .unscoped, issuedAt: now,
            expiresAt: proved.expiresAt ?? now + kit.tokenLifetime,
            auditID: .random(16), auditChainID: proved.auditChainID,
            delegation: proved.delegation?.reference, thumbprint: proved.thumbprint, federation: proved.federation)
        if let end = proved.delegation?.expiresAt { payload.expiresAt = min(payload.expiresAt, end) }
        for scope in scopes {
            payload.scope = scope
            guard let issued = try await tokens.issue(payload) else { continue }
            try await spend(proved.delegation)
            return issued
        }
        throw proved.delegation?.trust == nil ? Fault.unauthorized() : Self.refused
    }

    /// - Throws: `FactorsMissing` when what was proved is not enough for the user's own rules.
    func requireFactors(_ proved: Proved, since began: Timestamp) async throws {
        let rules = FactorRules(proved.user, known: Set(methods.keys))
        let given = proved.methods.names
        guard !rules.areMet(by: given) else { return }
        let (text, receipt) = try receipts.issue(proved.methods, to: proved.user.id, since: began)
        let domain = try await kit.store.read { try $0.domain(id: proved.user.domainID) }
        throw FactorsMissing(
            receipt: receipt, text: text, user: proved.user, domain: domain, required: rules.begun(by: given))
    }

    /// What a token is good for. The caller may ask for their own, services and readers for all.
    /// - Parameter knowsAccessRules: whether the asker will hold the token's owner to its access rules.
    func check(
        _ token: String, allowExpired: Bool, knowsAccessRules: Bool = true, rule: String = "identity:validate_token",
        _ caller: Caller
    ) async throws -> TokenBook.Checked {
        let checked = try await tokens.check(token, allowExpired: allowExpired)
        guard let checked else { throw Fault.notFound("Could not find token.") }
        try kit.policy.enforce(
            rule, caller,
            [
                "target.token.user_id": checked.token.payload.userID,
                "target.token.user.domain.id": checked.token.userDomainID,
            ])
        // Whoever does not enforce access rules must not take the token.
        guard knowsAccessRules || checked.token.delegation?.accessRules == nil else {
            throw Fault.notFound("Failed to validate token")
        }
        return checked
    }

    func revoke(_ token: String, _ caller: Caller) async throws {
        let checked = try await check(token, allowExpired: false, rule: "identity:revoke_token", caller)
        try await kit.store.write { connection in
            try kit.revoke(connection, auditID: Base64URL.text(checked.token.payload.auditID))
        }
    }

    /// The scopes to try, in this order.
    private func scopes(_ asked: TokenRequest.Scope, _ proved: Proved) async throws -> [TokenScope] {
        if let only = proved.delegation?.scope {
            // A delegation is good for its scope and nothing else.
            switch (asked, proved.delegation) {
            case (.open, _), (.trust, _), (_, .accessToken): return [only]
            default: break
            }
            guard try await scopes(asked, proved.user).first == only else { throw Fault.unauthorized() }
            return [only]
        }
        switch (proved.scope, asked) {
        case (.system, .project), (.system, .domain):
            throw Fault.refused(
                "Using a system-scoped token to create a project-scoped or domain-scoped token is not allowed.")
        default: return try await scopes(asked, proved.user)
        }
    }

    private func scopes(_ asked: TokenRequest.Scope, _ user: User) async throws -> [TokenScope] {
        switch asked {
        case .unscoped: return [.unscoped]
        case .system: return [.system]
        case .trust: throw Fault.unauthorized()
        case .open: return (user.defaultProjectID.map { [.project($0)] } ?? []) + [.unscoped]
        case .project(let reference):
            try kit.names.requireScope(reference.name, ofDomain: false)
            try kit.names.requireScope(reference.domainName, ofDomain: true)
            // One that is named by its id is looked up with the rest of what the token stands for.
            guard let id = try await reference.id == nil ? tokens.projectID(reference) : reference.id else {
                throw Fault.unauthorized()
            }
            return [.project(id)]
        case .domain(let reference):
            try kit.names.requireScope(reference.name, ofDomain: true)
            let domain = try await kit.store.read { try $0.domain(id: reference.id, name: reference.name) }
            guard let domain else { throw Fault.unauthorized() }
            return [.domain(domain.id)]
        }
    }
}
