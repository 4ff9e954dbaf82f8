import CloudCore
import CloudHTTP
import CloudJSON
import HTTPTypes

/// `…/protocols/{protocol_id}/auth`: a token for an access token of an OpenID provider (Identity API v3,
/// OS-FEDERATION, "Request an unscoped OS-FEDERATION token"; RFC 6750).
struct FederatedAuthAPI: Sendable {
    let login: FederatedLogin
    let tokens: TokenActions
    let providers: OIDCProviders

    var routes: [Route] {
        let path = "/v3/OS-FEDERATION/identity_providers/{idp_id}/protocols/{protocol_id}/auth"
        return [
            Route.get(path, "-", authenticate).open(), Route.post(path, "-", authenticate).open(),
            Route.post("/v3/auth/OS-FEDERATION/saml2", "-", Self.noSAML).open(),
            Route.post("/v3/auth/OS-FEDERATION/saml2/ecp", "-", Self.noSAML).open(),
            Route.get("/v3/OS-FEDERATION/saml2/metadata", "-", Self.noSAML).open(),
        ]
    }

    func authenticate(_ request: APIRequest) async throws -> Response {
        let way = try await login.way(request.parameter("idp_id"), request.parameter("protocol_id"))
        let provider = try providers.provider(way.provider.id)
        guard let token = Self.bearer(request) else {
            throw Fault(401, Fault.unauthorized().message, headers: [("WWW-Authenticate", "Bearer")])
        }
        let claims = try await provider.claims(ofBearer: token)
        let proved = try await login.prove(way, provider.settings.assertion(claims))
        let (text, checked): (String, TokenBook.Checked)
        do {
            (text, checked) = try await tokens.issue(proved, proved.federation == nil ? .open : .unscoped)
        } catch let missing as FactorsMissing {
            return ReceiptAnswer.response(missing)
        }
        return Response.keystone("token", .created) { TokenBody.write(checked, withCatalog: true, &$0) }
            .with(.subjectToken, text).with(.named("Vary"), HTTPField.Name.authToken.rawName)
    }

    private static func bearer(_ request: APIRequest) -> String? {
        guard let header = request.request.headers[.authorization] else { return nil }
        let parts = header.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
        let token = parts[1].filter { $0 != " " }
        return token.isEmpty ? nil : token
    }

    private static func noSAML(_ request: APIRequest) throws -> Response {
        throw Fault.notImplemented("SAML2 is not implemented; use OpenID Connect.")
    }
}
