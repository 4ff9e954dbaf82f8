import CloudAuth
import CloudCore
import CloudHTTP
import CloudJSON
import HTTPTypes

/// Neutron's way to tell faults: `{"NeutronError": {"type", "message", "detail"}}`.
struct NeutronFaults: FaultStyle {
    func response(_ fault: Fault, _ context: FaultContext) -> Response {
        .json(.init(code: fault.status)) { writer in
            writer.object { writer in
                writer.field("NeutronError") { writer in
                    writer.object { writer in
                        writer.field("type", fault.code.isEmpty ? kind(fault.status) : fault.code)
                        writer.field("message", fault.message)
                        writer.field("detail", "")
                    }
                }
            }
        }
    }

    func fault(_ violation: SchemaViolation) -> Fault { .badRequest(violation.message, code: "HTTPBadRequest") }
    func fault(_ syntax: JSONSyntaxError) -> Fault {
        .badRequest("Malformed request body: \(syntax).", code: "MalformedRequestBody")
    }
    func fault(_ denied: PolicyDenied) -> Fault {
        .forbidden("rule:\(denied.rule) is disallowed by policy", code: "PolicyNotAuthorized")
    }
    func unknownPath() -> Fault { .notFound("The resource could not be found.", code: "HTTPNotFound") }

    private func kind(_ status: Int) -> String {
        switch status {
        case 400: "HTTPBadRequest"
        case 401: "HTTPUnauthorized"
        case 403: "HTTPForbidden"
        case 404: "HTTPNotFound"
        case 405: "HTTPMethodNotAllowed"
        case 409: "HTTPConflict"
        case 412: "HTTPPreconditionFailed"
        case 413: "HTTPRequestEntityTooLarge"
        case 501: "HTTPNotImplemented"
        case 503: "HTTPServiceUnavailable"
        default: "HTTPInternalServerError"
        }
    }
}
