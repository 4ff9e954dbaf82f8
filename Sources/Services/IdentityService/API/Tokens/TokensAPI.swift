import CloudCore
import CloudHTTP
import CloudJSON
import CloudObservability
import HTTPTypes

/// `/v3/auth/tokens` (Identity API v3, "Authentication and token management").
struct TokensAPI: Sendable {
    let actions: TokenActions
    let body: TokenRequestBody
    let tracer: Tracer
    let evidence: EvidenceReader

    var routes: [Route] {
        [
            Route.post("/v3/auth/tokens", "-", body: body.schema, issue).open(),
            .get("/v3/auth/tokens", "identity:validate_token", show),
            .head("/v3/auth/tokens", "identity:check_token", check),
            .delete("/v3/auth/tokens", "identity:revoke_token", revoke),
        ]
    }

    func issue(_ request: APIRequest) async throws -> Response {
        do {
            let (text, checked) = try await tracer.span("credentials", step: 1) {
                try await actions.issue(
                    body.read(request.body, evidence.read(request)),
                    receipt: request.request.headers[ReceiptAnswer.header])
            }
            tracer.mark("token and catalog", step: 2, note: checked.token.userName)
            return answer(.created, text, checked, request)
        } catch let missing as FactorsMissing {
            return ReceiptAnswer.response(missing)
        }
    }

    func show(_ request: APIRequest) async throws -> Response {
        let text = try subject(request)
        let checked = try await actions.check(
            text, allowExpired: request.query.isSet("allow_expired"), knowsAccessRules: knowsAccessRules(request),
            request.caller)
        return answer(.ok, text, checked, request)
    }

    func check(_ request: APIRequest) async throws -> Response {
        let text = try subject(request)
        _ = try await actions.check(
            text, allowExpired: request.query.isSet("allow_expired"), knowsAccessRules: knowsAccessRules(request),
            rule: "identity:check_token", request.caller)
        return Response(.ok).with(.subjectToken, text)
    }

    func revoke(_ request: APIRequest) async throws -> Response {
        try await actions.revoke(subject(request), request.caller)
        return .noContent
    }

    private func answer(
        _ status: HTTPStatus, _ text: String, _ checked: TokenBook.Checked, _ request: APIRequest
    ) -> Response {
        let withCatalog = request.query["nocatalog"] == nil
        return Response.keystone("token", status) { TokenBody.write(checked, withCatalog: withCatalog, &$0) }
            .with(.subjectToken, text)
    }

    private func subject(_ request: APIRequest) throws -> String {
        guard let text = request.request.headers[.subjectToken], !text.isEmpty else {
            throw Fault.notFound("No token in the request")
        }
        return text
    }

    private func knowsAccessRules(_ request: APIRequest) -> Bool {
        request.request.headers[.accessRulesVersion].flatMap { Double($0) }.map { $0 >= 1 } ?? false
    }
}
