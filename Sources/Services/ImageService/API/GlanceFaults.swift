import CloudAuth
import CloudCore
import CloudHTTP
import CloudJSON
import HTTPTypes
import NIOCore

/// Glance's way to tell faults: WebOb's HTML page, whose text the SDK shows; for 401 the token middleware's JSON.
struct GlanceFaults: FaultStyle {
    func response(_ fault: Fault, _ context: FaultContext) -> Response {
        if fault.status == 401 { return unauthorizedResponse(fault) }
        let title = "\(fault.status) \(words(fault.status))"
        let page = """
            <html>
             <head>
              <title>\(title)</title>
             </head>
             <body>
              <h1>\(title)</h1>
              \(Self.escape(fault.message))<br /><br />



             </body>
            </html>
            """
        return Response(
            .init(code: fault.status, reasonPhrase: words(fault.status)),
            headers: [.contentType: "text/html; charset=UTF-8"],
            body: .bytes(ByteBuffer(string: page)))
    }

    func fault(_ violation: SchemaViolation) -> Fault { .mismatch(schema: "image", violation.message) }
    func fault(_ denied: PolicyDenied) -> Fault { .notAuthorized(denied.rule) }
    func fault(_ syntax: JSONSyntaxError) -> Fault { .badRequest("Malformed JSON in request body.") }

    private func words(_ status: Int) -> String {
        switch status {
        case 410: "Gone"
        case 415: "Unsupported Media Type"
        case 416: "Requested Range Not Satisfiable"
        default: title(status)
        }
    }

    private static func escape(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
    }
}
