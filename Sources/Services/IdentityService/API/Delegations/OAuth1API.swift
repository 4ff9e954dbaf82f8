import CloudCore
import CloudHTTP
import CloudJSON
import HTTPTypes

/// `/v3/OS-OAUTH1/request_token`, `…/authorize/{id}`, `…/access_token` (Identity API v3 OS-OAUTH1).
struct OAuth1API: Sendable {
    let actions: OAuth1Actions
    let evidence: EvidenceReader

    static let agreement = Schema.object(
        ["roles": .array(of: TrustsAPI.role, maxItems: 1000)], required: ["roles"], others: .any)

    var routes: [Route] {
        [
            Route.post("/v3/OS-OAUTH1/request_token", "-", requestToken).open(),
            Route.post("/v3/OS-OAUTH1/access_token", "-", accessToken).open(),
            .put(
                "/v3/OS-OAUTH1/authorize/{request_token_id}", "identity:authorize_request_token", body: Self.agreement,
                authorize),
        ]
    }

    func requestToken(_ request: APIRequest) async throws -> Response {
        let signed = evidence.read(request, form: try await request.form())
        let grant = try await actions.request(
            OAuth1Request(signed), projectID: request.request.headers[.named("Requested-Project-Id")])
        return Self.answer(grant)
    }

    func accessToken(_ request: APIRequest) async throws -> Response {
        let signed = evidence.read(request, form: try await request.form())
        let grant = try await actions.access(OAuth1Request(signed))
        return Self.answer(grant)
    }

    func authorize(_ request: APIRequest) async throws -> Response {
        let roles = (request.body["roles"]?.array ?? []).map(RoleReference.init)
        let verifier = try await actions.authorize(
            request.parameter("request_token_id"), roles: roles, request.caller)
        return .keystone("token") { writer in writer.object { $0.field("oauth_verifier", verifier) } }
    }

    private static func answer(_ grant: OAuth1Grant) -> Response {
        let end = grant.expiresAt.map { [("oauth_expires_at", $0.text(.microseconds))] } ?? []
        return .form(.created, [("oauth_token", grant.id), ("oauth_token_secret", grant.secret)] + end)
    }
}
