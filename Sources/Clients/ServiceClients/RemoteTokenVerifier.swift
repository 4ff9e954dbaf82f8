package import CloudAuth
package import CloudCore
import CloudHTTP
import CloudJSON
package import CloudObservability
import HTTPTypes

/// Asks identity who a token belongs to (`GET /v3/auth/tokens`) and remembers the answer for a short while.
package final class RemoteTokenVerifier: TokenVerifier {
    private struct Entry: Sendable {
        var caller: Caller
        var until: Timestamp
    }

    private let session: ServiceSession
    private let identity: ServiceEndpoint
    private let tracer: Tracer
    private let clock: CloudClock
    private let remembered: Duration
    private let askStep: Int?
    private let answerStep: Int?
    private let cache = LockedValue<[String: Entry]>([:])

    /// - Parameters:
    ///   - askStep: the boot's step in which this service asks identity; `answerStep`: that of the answer.
    ///   - remembered: how long an answer may be used; a revocation's notice empties the cache before (`forget`).
    package init(
        session: ServiceSession, identity: ServiceEndpoint, tracer: Tracer, askStep: Int? = nil, answerStep: Int? = nil,
        clock: CloudClock = .system, remembered: Duration = .seconds(60)
    ) {
        self.askStep = askStep
        self.answerStep = answerStep
        self.session = session
        self.identity = identity
        self.tracer = tracer
        self.clock = clock
        self.remembered = remembered
    }

    /// Forgets all answers: something was revoked.
    package func forget() { cache.withLock { $0.removeAll() } }

    package func caller(of token: String) async throws -> Caller? {
        let now = clock.now
        if let entry = cache.withLock({ $0[token] }), entry.until > now, entry.caller.expiresAt > now {
            tracer.mark("token check", step: askStep, note: "known for less than \(remembered.components.seconds) s")
            tracer.mark(
                "token answer", step: answerStep,
                note: "\(entry.caller.user.name), \(entry.caller.roles.joined(separator: ", "))")
            return entry.caller
        }
        let caller = try await tracer.span("token check", step: askStep) { try await ask(token) }
        tracer.mark(
            "token answer", step: answerStep,
            note: caller.map { "\($0.user.name), \($0.roles.joined(separator: ", "))" } ?? "not valid")
        guard let caller else { return nil }
        let entry = Entry(caller: caller, until: now + remembered)
        cache.withLock { cache in
            if cache.count > 10_000 { cache = cache.filter { $0.value.until > now } }
            if cache.count > 10_000 { cache.removeAll() }
            cache[token] = entry
        }
        return caller
    }

    private func ask(_ token: String) async throws -> Caller? {
        var headers = HTTPFields()
        headers[.subjectToken] = token
        headers[.accessRulesVersion] = "1.0"
        let response = try await session.send(
            Request(.get, "/v3/auth/tokens", query: Query(items: [("nocatalog", "")]), headers: headers), to: identity)
        if response.status == .notFound || response.status == .unauthorized { return nil }
        let answer = try await response.checked("Checking a token")
        guard let caller = Caller(token: token, answer["token"] ?? .null) else {
            throw Fault.unavailable("Identity's answer about a token cannot be read.")
        }
        return caller
    }
}

extension Caller {
    /// Reads a token's body as identity gives it (Identity API v3, "Validate and show information for token").
    init?(token: String, _ body: JSON) {
        func named(_ value: JSON?) -> Named? {
            guard let id = value?["id"]?.string, let name = value?["name"]?.string else { return nil }
            return Named(id: id, name: name)
        }
        guard let user = named(body["user"]), let userDomain = named(body["user"]?["domain"]),
            let expiry = body["expires_at"]?.string.flatMap({ Timestamp($0) })
        else { return nil }
        let scope: Scope
        if let project = named(body["project"]), let domain = named(body["project"]?["domain"]) {
            scope = .project(project, domain: domain, isDomain: body["is_domain"]?.bool ?? false)
        } else if let domain = named(body["domain"]) {
            scope = .domain(domain)
        } else {
            scope = body["system"]?["all"]?.bool == true ? .system : .unscoped
        }
        let roles = (body["roles"]?.array ?? []).compactMap { $0["name"]?.string }
        self.init(
            token: token, user: user, userDomain: userDomain, scope: scope, roles: roles, expiresAt: expiry,
            auditID: body["audit_ids"]?.array?.first?.string,
            accessRules: body["application_credential"]?["access_rules"]?.array?.map { AccessRule($0) })
        certificateThumbprint = body["oauth2_credential"]?["x5t#S256"]?.string
    }
}
