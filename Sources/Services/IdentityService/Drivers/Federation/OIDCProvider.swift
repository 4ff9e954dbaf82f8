import CloudCore
import CloudJSON

/// One OpenID provider: what it tells of itself and its keys, remembered for a while, and the checks of what it gives.
final class OIDCProvider: Sendable {
    private struct Known: Sendable {
        var discovery: OIDCDiscovery?
        var discoveredAt = Timestamp(microseconds: 0)
        var keys: [JSONWebKey] = []
        var keysReadAt = Timestamp(microseconds: 0)
    }

    /// After this, documents and keys are read anew.
    private static let memory = Duration.seconds(3600)
    /// A token of an unknown key makes us read the keys anew, but not more often than this.
    private static let pause = Duration.seconds(10)

    let settings: OIDCSettings
    private let web: OIDCWeb
    private let clock: CloudClock
    private let known = LockedValue(Known())

    init(_ settings: OIDCSettings, _ web: OIDCWeb, _ clock: CloudClock) {
        (self.settings, self.web, self.clock) = (settings, web, clock)
    }

    func discovery() async throws -> OIDCDiscovery {
        let now = clock.now
        let held = known.withLock { $0 }
        if let discovery = held.discovery, held.discoveredAt + Self.memory > now { return discovery }
        let base = settings.issuer.hasSuffix("/") ? String(settings.issuer.dropLast()) : settings.issuer
        let (status, document) = try await web.get(base + "/.well-known/openid-configuration")
        guard status == 200, let discovery = OIDCDiscovery(document, issuer: settings.issuer) else {
            throw Self.silent("discovery of \(settings.issuer): status \(status), or another issuer's document")
        }
        known.withLock { ($0.discovery, $0.discoveredAt) = (discovery, now) }
        return discovery
    }

    /// What the provider says of an access token (or of an ID token, as clients may send one): by its signature where
    /// it has one, by asking the provider where not.
    /// - Throws: `Fault` 401, its reason for the log only.
    func claims(ofBearer token: String) async throws -> [String: JSON] {
        guard let signed = JSONWebToken(token) else { return try await introspected(token) }
        let claims = try await verified(signed)
        try check { (check) throws(ClaimCheck.Refused) in try check.check(signed: claims) }
        return claims
    }

    /// The claims of a sign-in's ID token, and what the provider tells of the user beside.
    func claims(ofSignIn answer: JSON, nonce: String) async throws -> [String: JSON] {
        guard let text = answer["id_token"]?.string, let signed = JSONWebToken(text) else {
            throw Self.refused("no ID token")
        }
        let claims = try await verified(signed)
        // An ID token is for the client itself, whoever else access tokens may be for.
        let check = ClaimCheck(issuer: settings.issuer, audiences: [settings.clientID], now: clock.now)
        do throws(ClaimCheck.Refused) { try check.check(signed: claims) } catch {
            throw Self.refused(error.description)
        }
        guard claims["nonce"]?.string == nonce else { throw Self.refused("another sign-in's ID token") }
        guard claims["azp"]?.string ?? settings.clientID == settings.clientID else {
            throw Self.refused("another client's ID token")
        }
        guard let access = answer["access_token"]?.string else { return claims }
        return try await merged(claims, with: userinfo(access))
    }

    /// Exchanges the code of a sign-in (RFC 6749, 4.1.3; RFC 7636).
    func exchange(code: String, verifier: String, callback: String) async throws -> JSON {
        guard let endpoint = try await discovery().tokenEndpoint else { throw Self.silent("no token endpoint") }
        let (status, answer) = try await web.post(
            endpoint,
            [
                ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", callback),
                ("code_verifier", verifier),
            ], clientID: settings.clientID, secret: try settings.secret())
        guard status == 200 else {
            throw Self.refused("the code was refused: \(status) \(answer["error"]?.string ?? "")")
        }
        return answer
    }

    private func introspected(_ token: String) async throws -> [String: JSON] {
        let own = settings.introspectionEndpoint
        let endpoint = own.isEmpty ? try await discovery().introspectionEndpoint : own
        guard token.utf8.count <= 8192, let endpoint else {
            throw Self.refused("a token without a signature, and nobody to ask about it")
        }
        let (status, answer) = try await web.post(
            endpoint, [("token", token), ("token_type_hint", "access_token")], clientID: settings.clientID,
            secret: try settings.secret())
        guard status == 200, let claims = answer.object else {
            throw Self.silent("introspection at \(endpoint): status \(status)")
        }
        try check { (check) throws(ClaimCheck.Refused) in try check.check(introspected: claims) }
        return try await merged(claims, with: userinfo(token))
    }

    /// nil where the provider tells nothing of a user: a client's own token has none.
    private func userinfo(_ token: String) async throws -> [String: JSON]? {
        guard let endpoint = try await discovery().userinfoEndpoint else { return nil }
        let (status, answer) = try await web.get(endpoint, bearer: token)
        return status == 200 ? answer.object : nil
    }

    /// What was proved stands; of the rest only what is told of the same user is added.
    private func merged(_ claims: [String: JSON], with others: [String: JSON]?) throws -> [String: JSON] {
        guard let others else { return claims }
        if let subject = claims["sub"], subject != others["sub"] { throw Self.refused("another user's information") }
        return claims.merging(others) { proved, _ in proved }
    }

    private func verified(_ token: JSONWebToken) async throws -> [String: JSON] {
        if let claims = token.claims(signedBy: try await keys(notBefore: clock.now - Self.memory)) { return claims }
        // Providers change their keys: one more look, and no more for a while.
        if let claims = token.claims(signedBy: try await keys(notBefore: clock.now - Self.pause)) { return claims }
        throw Self.refused("no key of the provider has signed it")
    }

    private func keys(notBefore limit: Timestamp) async throws -> [JSONWebKey] {
        let held = known.withLock { $0 }
        if held.keysReadAt > limit { return held.keys }
        guard let address = try await discovery().keysAddress else { throw Self.silent("no keys") }
        let now = clock.now
        let (status, answer) = try await web.get(address)
        guard status == 200, let listed = answer["keys"]?.array else { throw Self.silent("keys: status \(status)") }
        let keys = listed.prefix(100).compactMap(JSONWebKey.init)
        known.withLock { ($0.keys, $0.keysReadAt) = (keys, now) }
        return keys
    }

    private func check(_ body: (ClaimCheck) throws(ClaimCheck.Refused) -> Void) throws {
        do throws(ClaimCheck.Refused) {
            try body(ClaimCheck(issuer: settings.issuer, audiences: settings.audiences, now: clock.now))
        } catch {
            throw Self.refused(error.description)
        }
    }

    static func refused(_ cause: String) -> Fault {
        .unauthorized(cause: "OpenID Connect: \(cause)")
    }

    private static func silent(_ cause: String) -> Fault {
        .unavailable("The identity provider cannot be asked now; try again.", cause: "OpenID Connect: \(cause)")
    }
}
