import CloudCore
import CloudHTTP
import CloudSQL
import Crypto

/// A browser's sign-in for a dashboard: by authorization code, with PKCE, and a state that only that browser holds
/// (OpenID Connect Core, 3.1; RFC 7636; RFC 9700).
struct WebSignOn: Sendable {
    let login: FederatedLogin
    let tokens: TokenActions
    let providers: OIDCProviders
    let keys: FernetKeys
    let clock: CloudClock
    /// Where tokens may be sent to.
    let trustedDashboards: [String]
    /// For providers that speak SAML2 instead.
    let saml: SAMLSignOn

    /// How long a user may take.
    static let patience = Duration.seconds(600)

    struct Start: Sendable {
        /// Where the browser goes.
        var location: String
        var state: String
        /// The sealed state, for a cookie.
        var sealed: String
        /// Where the browser comes back to.
        var callback: String
        /// The browser comes back by a form of the provider's, not by a link.
        var comesBackByPost = false
    }

    /// - Parameters:
    ///   - idpID: nil: the only provider with that protocol that the configuration names.
    ///   - origin: as the dashboard asked.
    func start(idpID: String?, protocolID: String, origin: String?, callback: String) async throws -> Start {
        let origin = try trusted(origin)
        let idpID = if let idpID { idpID } else { try await only(protocolID) }
        if saml.provider.has(idpID) { return try await saml.start(idpID, protocolID, origin: origin) }
        _ = try await login.way(idpID, protocolID)
        let provider = try providers.provider(idpID)
        guard let endpoint = try await provider.discovery().authorizationEndpoint else {
            throw Fault.unavailable("The identity provider has no place to sign in.")
        }
        let (nonce, verifier) = (Self.random(), Self.random())
        let state = SignOnState(
            state: Self.random(), exchange: .openID(nonce: nonce, verifier: verifier), idpID: idpID,
            protocolID: protocolID, origin: origin, callback: callback, expiresAt: clock.now + Self.patience)
        let query = Query(items: [
            ("response_type", "code"), ("client_id", provider.settings.clientID), ("redirect_uri", callback),
            ("scope", provider.settings.scopes), ("state", state.state), ("nonce", nonce),
            ("code_challenge", Base64URL.text(Array(SHA256.hash(data: Array(verifier.utf8))))),
            ("code_challenge_method", "S256"),
        ])
        return Start(
            location: endpoint + (endpoint.contains("?") ? "&" : "?") + query.text, state: state.state,
            sealed: try Fernet.seal(state.bytes, at: clock.now, try keys.ring()), callback: callback)
    }

    /// - Returns: the dashboard, and the token that it gets.
    func finish(code: String?, state: String, error: String?, sealed: String?) async throws -> (String, String) {
        guard let sealed, let content = Fernet.open(sealed, try keys.ring()),
            let held = SignOnState(bytes: content), held.state == state,
            case .openID(let nonce, let verifier) = held.exchange, clock.now < held.expiresAt
        else { throw OIDCProvider.refused("this browser began no such sign-in") }
        guard let code, error == nil else { throw OIDCProvider.refused("the provider says \(error ?? "nothing")") }
        let way = try await login.way(held.idpID, held.protocolID)
        let provider = try providers.provider(held.idpID)
        let answer = try await provider.exchange(code: code, verifier: verifier, callback: held.callback)
        let claims = try await provider.claims(ofSignIn: answer, nonce: nonce)
        let proved = try await login.prove(way, provider.settings.assertion(claims))
        return try await handOver(proved, to: held.origin)
    }

    /// The dashboard, and the token that it gets.
    func handOver(_ proved: Proved, to origin: String) async throws -> (String, String) {
        do {
            return (try trusted(origin), try await tokens.issue(proved, .unscoped).text)
        } catch is FactorsMissing {
            throw OIDCProvider.refused("the user's rules ask for more than the provider's word")
        }
    }

    private func trusted(_ origin: String?) throws -> String {
        guard let origin, !origin.isEmpty else {
            throw Fault.badRequest("Request must have an origin query parameter")
        }
        guard trustedDashboards.contains(where: { $0 == origin || Self.lowerHost($0) == origin }) else {
            throw Fault.unauthorized("\(origin) is not a trusted dashboard host")
        }
        return origin
    }

    private func only(_ protocolID: String) async throws -> String {
        let found = try await login.kit.store.read { connection in
            try connection.table(FederationProtocol.self)
                .list(ListQuery(filters: [.equal("id", protocolID)])).map(\.idpID)
        }
        let usable = found.filter { saml.provider.has($0) || providers.has($0) }
        guard let one = usable.first, usable.count == 1 else {
            throw Fault.unauthorized("Missing entity ID from environment")
        }
        return one
    }

    static func random() -> String { Base64URL.text(.random(32)) }

    /// The address with its host in small letters.
    private static func lowerHost(_ address: String) -> String {
        guard let start = address.firstRange(of: "://")?.upperBound else { return address }
        let end = address[start...].firstIndex(of: "/") ?? address.endIndex
        return address[..<start] + address[start..<end].lowercased() + address[end...]
    }
}
