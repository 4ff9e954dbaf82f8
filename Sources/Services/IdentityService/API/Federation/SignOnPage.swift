import CloudHTTP
import HTTPTypes
import NIOCore

/// The page that hands a token over to a dashboard.
enum SignOnPage {
    static func response(_ dashboard: String, _ token: String) -> Response {
        Response(
            .ok,
            headers: [
                .contentType: "text/html; charset=utf-8", .cacheControl: "no-store",
                .named("Content-Security-Policy"): "default-src 'none'; script-src 'unsafe-inline'",
                .named("Referrer-Policy"): "no-referrer", .named("X-Frame-Options"): "DENY",
            ], body: .bytes(ByteBuffer(string: page(dashboard, token))))
    }

    /// A form that posts itself.
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
