import CloudCore
import CloudHTTP
import CloudJSON
import HTTPTypes

/// `…/protocols/{protocol_id}/auth`: a token for an access token of an OpenID provider (Identity API v3,
/// OS-FEDERATION, "Request an unscoped OS-FEDERATION token"; RFC 6750), or for what a SAML2 provider says.
struct FederatedAuthAPI: Sendable {
    let login: FederatedLogin
    let tokens: TokenActions
    let providers: OIDCProviders
    let saml: SAMLSignOnAPI

    var routes: [Route] {
        let path = "/v3/OS-FEDERATION/identity_providers/{idp_id}/protocols/{protocol_id}/auth"
        return [Route.get(path, "-", authenticate).open(), Route.post(path, "-", authenticate).open()]
    }

    func authenticate(_ request: APIRequest) async throws -> Response {
        let way = try await login.way(request.parameter("idp_id"), request.parameter("protocol_id"))
        if saml.signOn.provider.has(way.provider.id) { return try await saml.authenticate(request, way) }
        let provider = try providers.provider(way.provider.id)
        guard let token = Self.bearer(request) else {
            throw Fault(401, Fault.unauthorized().message, headers: [("WWW-Authenticate", "Bearer")])
        }
        let claims = try await provider.claims(ofBearer: token)
        let proved = try await login.prove(way, provider.settings.assertion(claims))
        return try await FederatedAnswer.response(proved, tokens)
    }

    private static func bearer(_ request: APIRequest) -> String? {
        guard let header = request.request.headers[.authorization] else { return nil }
        let parts = header.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
        let token = parts[1].filter { $0 != " " }
        return token.isEmpty ? nil : token
    }
}
