import CloudAuth
import CloudCore
import CloudJSON
import CloudSQL

/// The dance of OAuth 1.0a (Identity API v3 OS-OAUTH1): a consumer asks, a user agrees, the consumer gets its access.
struct OAuth1Actions: Sendable {
    let kit: IdentityKit
    let tokens: TokenBook
    let vault: CredentialVault
    let clock: CloudClock
    let settings: OAuth1Settings

    /// A token that nobody has agreed to yet.
    func request(_ request: OAuth1Request, projectID: String?) async throws -> OAuth1Grant {
        guard let key = request.consumerKey, !key.isEmpty else {
            throw Fault.expecting("oauth_consumer_key", in: "request")
        }
        guard let projectID, !projectID.isEmpty else { throw Fault.expecting("Requested-Project-Id", in: "request") }
        let consumer = try await kit.store.read { connection in
            try connection.require(Project.self, projectID)
            return try connection.require(Consumer.self, key)
        }
        try request.requireForm()
        guard !(request.parameters["oauth_callback"] ?? "").isEmpty else {
            throw OAuth1Request.invalid("Missing callback URI")
        }
        guard try request.isSigned(consumerSecret: vault.open(consumer.sealed)) else { throw Fault.unauthorized() }
        try await takeNonce(request)
        let grant = OAuth1Grant(
            id: kit.identifiers.hex(), secret: Self.secret(), expiresAt: end(settings.requestTokenDuration))
        try await kit.store.write { connection in
            let sealed = try vault.seal(grant.secret, at: connection.now)
            try connection.table(RequestToken.self).insert(
                RequestToken(
                    id: grant.id, secret: sealed.text, keyFingerprint: sealed.keyFingerprint, consumerID: consumer.id,
                    projectID: projectID, userID: nil, verifier: nil, roleIDs: [], expiresAt: grant.expiresAt))
            try kit.notify(.created, .requestToken, grant.id, connection)
        }
        return grant
    }

    /// The caller agrees: the consumer may act with these roles. Returns what the consumer must show.
    func authorize(_ id: String, roles: [RoleReference], _ caller: Caller) async throws -> String {
        try kit.policy.enforce("identity:authorize_request_token", caller)
        try await refuseDelegated(caller, "authorize a request token")
        let verifier = Self.verifier()
        try await kit.store.write { connection in
            var token = try connection.require(RequestToken.self, id)
            guard token.expiresAt.map({ $0 > connection.now }) ?? true,
                let project = try connection.table(Project.self).find(token.projectID)
            else { throw Fault.unauthorized() }
            let book = try connection.roleBook()
            let held = book.closure(of: try connection.roleIDs(of: caller.user.id, in: project))
            token.roleIDs = try roles.map { wanted in
                let role = book.role(wanted)
                if wanted.id == nil, role == nil { throw Role.missing(wanted.name ?? "") }
                guard let role, held.contains(role.id) else { throw Fault.unauthorized() }
                return role.id
            }
            token.userID = caller.user.id
            token.verifier = verifier
            try connection.table(RequestToken.self).update(token)
        }
        return verifier
    }

    /// Exchanges a request token that a user agreed to, once.
    func access(_ request: OAuth1Request) async throws -> OAuth1Grant {
        for name in ["oauth_consumer_key", "oauth_token", "oauth_verifier"]
        where (request.parameters[name] ?? "").isEmpty {
            throw Fault.expecting(name, in: "request")
        }
        let id = request.token ?? ""
        let (asked, consumer) = try await kit.store.read { connection in
            let token = try connection.require(RequestToken.self, id)
            return (token, try connection.table(Consumer.self).find(token.consumerID))
        }
        try request.requireForm()
        guard let consumer, consumer.id == request.consumerKey, asked.expiresAt.map({ $0 > clock.now }) ?? true,
            try request.isSigned(
                consumerSecret: vault.open(consumer.sealed), tokenSecret: vault.open(asked.sealed))
        else { throw Fault.unauthorized() }
        try await takeNonce(request)
        let grant = OAuth1Grant(
            id: kit.identifiers.hex(), secret: Self.secret(), expiresAt: end(settings.accessTokenDuration))
        return try await kit.store.write { connection in
            guard let held = try connection.table(RequestToken.self).find(id), let user = held.userID,
                let verifier = held.verifier, ConstantTime.equal(verifier, request.verifier ?? ""),
                try connection.table(RequestToken.self).delete(id)
            else { throw Fault.unauthorized() }
            let sealed = try vault.seal(grant.secret, at: connection.now)
            try connection.table(AccessToken.self).insert(
                AccessToken(
                    id: grant.id, secret: sealed.text, keyFingerprint: sealed.keyFingerprint,
                    consumerID: held.consumerID, projectID: held.projectID, userID: user, roleIDs: held.roleIDs,
                    expiresAt: grant.expiresAt))
            try kit.notify(.created, .accessToken, grant.id, connection)
            return grant
        }
    }

    /// Whoever acts by what was lent has no say over OAuth1's tokens, an application credential neither: these may hold
    /// other roles of its user, in other projects.
    func refuseDelegated(_ caller: Caller, _ what: String) async throws {
        guard try await tokens.check(caller.token)?.token.isDelegated != true else {
            throw Fault.forbidden("Cannot \(what) with a token issued via delegation.")
        }
    }

    /// The timestamp must be near now, and the nonce new (RFC 5849, section 3.3). Asked only of well-signed requests.
    func takeNonce(_ request: OAuth1Request) async throws {
        let window = settings.timestampWindow
        let now = clock.now
        guard let seconds = request.timestamp,
            abs(Double(seconds) - Double(now.seconds)) <= Double(window.components.seconds)
        else { throw Fault.unauthorized() }
        let taken = try await kit.store.database.write {
            try $0.takeNonce(request.nonceDigest, until: Timestamp(seconds: seconds) + window + .seconds(1))
        }
        guard taken else { throw Fault.unauthorized() }
    }

    private func end(_ duration: Duration) -> Timestamp? { duration > .zero ? clock.now + duration : nil }

    static func secret() -> String { Hexadecimal.text([UInt8].random(32)) }

    /// Eight letters and digits, as clients expect them.
    private static func verifier() -> String {
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")
        return String((0..<8).map { _ in letters[Int.random(in: letters.indices)] })
    }
}
