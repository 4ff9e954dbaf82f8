import CloudCore
import CloudHTTP
import HTTPTypes
import NIOCore

/// `/v3/auth/OS-FEDERATION/websso`: a browser's sign-in for a dashboard (Identity API v3, OS-FEDERATION, "Web
/// Single Sign On authentication").
struct WebSignOnAPI: Sendable {
    let signOn: WebSignOn

    private static let cookie = "apus-sign-on-"

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
            Self.cookie(start.state, start.sealed, seconds: WebSignOn.patience.components.seconds, callback))
    }

    func finish(_ request: APIRequest) async throws -> Response {
        let state = request.query["state"] ?? ""
        let (dashboard, token) = try await signOn.finish(
            code: request.query["code"], state: state, error: request.query["error"],
            sealed: Self.sealed(request, state))
        return Response(
            .ok,
            headers: [
                .contentType: "text/html; charset=utf-8", .cacheControl: "no-store",
                .setCookie: Self.cookie(state, "", seconds: 0, request.serviceURL),
                .named("Content-Security-Policy"): "default-src 'none'; script-src 'unsafe-inline'",
                .named("Referrer-Policy"): "no-referrer", .named("X-Frame-Options"): "DENY",
            ], body: .bytes(ByteBuffer(string: Self.page(dashboard, token))))
    }

    /// One cookie for each sign-in, so that two of them in one browser do not meet.
    private static func cookie(_ state: String, _ value: String, seconds: Int64, _ url: String) -> String {
        "\(cookieName(state))=\(value); Path=/; Max-Age=\(seconds); HttpOnly; SameSite=Lax"
            + (url.hasPrefix("https:") ? "; Secure" : "")
    }

    private static func cookieName(_ state: String) -> String {
        cookie + state.prefix(12).filter { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") }
    }

    private static func sealed(_ request: APIRequest, _ state: String) -> String? {
        let name = cookieName(state)
        for field in request.request.headers[values: .cookie] {
            for pair in field.split(separator: ";") {
                let parts = pair.drop { $0 == " " }.split(separator: "=", maxSplits: 1)
                if parts.count == 2, parts[0] == name { return String(parts[1]) }
            }
        }
        return nil
    }

    /// A form that posts itself to the dashboard.
    private static func page(_ dashboard: String, _ token: String) -> String {
        """
        <!DOCTYPE html>
        <html lang="en">
        <head><meta charset="utf-8"><title>Signing in</title></head>
        <body>
        <form id="sso" name="sso" action="\(escaped(dashboard))" method="post">
        Please wait...
        <input type="hidden" name="token" id="token" value="\(escaped(token))">
        <noscript><input type="submit" name="submit_no_javascript" id="submit" value="Go on"></noscript>
        </form>
        <script>document.forms[0].submit()</script>
        </body>
        </html>

        """
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
            .replacing("\"", with: "&quot;").replacing("'", with: "&#39;")
    }
}
