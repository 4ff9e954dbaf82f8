import CloudCore
import CloudHTTP
import HTTPTypes

/// `/v3/auth/OS-FEDERATION/websso`: a browser's sign-in for a dashboard (Identity API v3, OS-FEDERATION, "Web
/// Single Sign On authentication").
struct WebSignOnAPI: Sendable {
    let signOn: WebSignOn

    var routes: [Route] {
        let any = "/v3/auth/OS-FEDERATION/websso/{protocol_id}"
        let one = "/v3/auth/OS-FEDERATION/identity_providers/{idp_id}/protocols/{protocol_id}/websso"
        return [
            Route.get(any, "-", start).open(), Route.post(any, "-", start).open(),
            Route.get(one, "-", start).open(), Route.post(one, "-", start).open(),
            Route.get("/v3/auth/OS-FEDERATION/callback", "-", finish).open(),
        ]
    }

    func start(_ request: APIRequest) async throws -> Response {
        let callback = request.serviceURL + "/v3/auth/OS-FEDERATION/callback"
        let idp = request.parameter("idp_id")
        let start = try await signOn.start(
            idpID: idp.isEmpty ? nil : idp, protocolID: request.parameter("protocol_id"),
            origin: request.query["origin"], callback: callback)
        return Response(.found).with(.location, start.location).with(.cacheControl, "no-store").with(
            .setCookie,
            SignOnCookie.text(start))
    }

    func finish(_ request: APIRequest) async throws -> Response {
        let state = request.query["state"] ?? ""
        let (dashboard, token) = try await signOn.finish(
            code: request.query["code"], state: state, error: request.query["error"],
            sealed: SignOnCookie.sealed(request, state))
        return SignOnPage.response(dashboard, token).with(.setCookie, SignOnCookie.removal(state, request.serviceURL))
    }
}
