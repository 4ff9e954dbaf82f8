import CloudHTTP
import HTTPTypes

/// What a browser keeps between the start of a sign-in and its end. One cookie for each, so that two of them in one
/// browser do not meet.
enum SignOnCookie {
    private static let prefix = "apus-sign-on-"

    static func text(_ start: WebSignOn.Start) -> String {
        let isSecure = start.callback.hasPrefix("https:")
        // A form that another site posts brings only cookies that say so, and those must be secure (RFC 6265bis,
        // 5.6.7).
        let site = start.comesBackByPost ? (isSecure ? "; SameSite=None" : "") : "; SameSite=Lax"
        return
            "\(name(start.state))=\(start.sealed); Path=/; Max-Age=\(WebSignOn.patience.components.seconds); HttpOnly"
            + site + (isSecure ? "; Secure" : "")
    }

    static func removal(_ state: String, _ url: String) -> String {
        "\(name(state))=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax" + (url.hasPrefix("https:") ? "; Secure" : "")
    }

    static func sealed(_ request: APIRequest, _ state: String) -> String? {
        let name = name(state)
        for field in request.request.headers[values: .cookie] {
            for pair in field.split(separator: ";") {
                let parts = pair.drop { $0 == " " }.split(separator: "=", maxSplits: 1)
                if parts.count == 2, parts[0] == name { return String(parts[1]) }
            }
        }
        return nil
    }

    private static func name(_ state: String) -> String {
        prefix + state.prefix(12).filter { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") }
    }
}
