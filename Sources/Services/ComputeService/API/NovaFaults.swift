import CloudAuth
import CloudCore
import CloudHTTP
import CloudJSON
import HTTPTypes

/// Nova's way to tell faults: `{"itemNotFound": {"code", "message"}}`.
struct NovaFaults: FaultStyle {
    func response(_ fault: Fault, _ context: FaultContext) -> Response {
        if fault.status == 401 { return unauthorizedResponse(fault) }
        return .json(.init(code: fault.status)) { writer in
            writer.object { writer in
                writer.field(name(fault.status)) { writer in
                    writer.object { writer in
                        writer.field("code", fault.status)
                        writer.field("message", message(fault))
                    }
                }
            }
        }
    }

    func fault(_ violation: SchemaViolation) -> Fault {
        guard let name = violation.path.last else { return .badRequest(violation.message) }
        return .badRequest(
            "Invalid input for field/attribute \(name). Value: \(violation.value.pythonPlainText). \(violation.message)"
        )
    }

    func fault(_ denied: PolicyDenied) -> Fault {
        .forbidden("Policy doesn't allow \(denied.rule) to be performed.")
    }

    func fault(_ syntax: JSONSyntaxError) -> Fault { .badRequest("Malformed request body") }

    private func message(_ fault: Fault) -> String {
        guard fault.status == 500 else { return fault.message }
        return "Unexpected API Error. Please report it with the request id of this answer.\n\(fault.message)"
    }

    private func name(_ status: Int) -> String {
        switch status {
        case 400: "badRequest"
        case 403: "forbidden"
        case 404: "itemNotFound"
        case 405: "badMethod"
        case 409: "conflictingRequest"
        case 413, 429: "overLimit"
        case 415: "badMediaType"
        case 501: "notImplemented"
        case 503: "serviceUnavailable"
        default: "computeFault"
        }
    }
}

extension JSON {
    /// The value as Python's `str` shows it: a text without quotes.
    fileprivate var pythonPlainText: String { string ?? pythonText }
}
