import CloudAuth
import CloudCore
import CloudHTTP
import CloudJSON
import HTTPTypes

/// Placement's way to tell faults: `{"errors": [{"status", "title", "detail", "code", "request_id"}]}`,
/// the detail below the standard words of its status.
struct PlacementFaults: FaultStyle {
    let microversions: MicroversionRange

    func response(_ fault: Fault, _ context: FaultContext) -> Response {
        .json(.init(code: fault.status)) { writer in
            writer.object { writer in
                writer.field("errors") { writer in
                    writer.array([fault]) { writer, fault in
                        writer.object { writer in
                            writer.field("status", fault.status)
                            writer.field("title", title(fault.status))
                            writer.field("detail", detail(fault))
                            writer.field("code", code(fault))
                            writer.field("request_id", context.requestID)
                            if fault.status == 406 {
                                writer.field("max_version", "\(microversions.maximum)")
                                writer.field("min_version", "\(microversions.minimum)")
                            }
                        }
                    }
                }
            }
        }
    }

    func fault(_ violation: SchemaViolation) -> Fault {
        let words = SchemaWords.text(
            violation.message, path: violation.path, isArray: violation.value.array != nil)
        return .badRequest("JSON does not validate: \(words)")
    }
    func fault(_ syntax: JSONSyntaxError) -> Fault { .badRequest("Malformed JSON: \(syntax)") }
    func fault(_ denied: PolicyDenied) -> Fault { .forbidden("Policy does not allow \(denied.rule) to be performed.") }
    func fault(_ refused: MicroversionRefused) -> Fault {
        switch refused {
        case .malformed(let text): .badRequest("invalid version string: \(text)")
        case .unsupported(let version, _): Fault(406, "Unacceptable version header: \(version)")
        }
    }
    func unsupportedMedia(_ type: String) -> Fault {
        Fault(415, "The media type \(type) is not supported, use application/json")
    }
    func unauthorized() -> Fault { .unauthorized("Authentication required") }
    func unknownPath() -> Fault { .notFound("") }

    private func code(_ fault: Fault) -> String {
        fault.code.hasPrefix("placement.") ? fault.code : FaultCode.undefined
    }

    private func detail(_ fault: Fault) -> String {
        "\(explanation(fault.status))\n\n \(fault.message.replacing("\n", with: " "))  "
    }

    private func explanation(_ status: Int) -> String {
        switch status {
        case 400: "The server could not comply with the request since it is either malformed or otherwise incorrect."
        case 401:
            "This server could not verify that you are authorized to access the document you requested.  "
                + "Either you supplied the "
                + "wrong credentials (e.g., bad password), or your browser "
                + "does not understand how to supply the credentials required."
        case 403: "Access was denied to this resource."
        case 404: "The resource could not be found."
        case 405: "The method is not allowed for this resource."
        case 406:
            "The resource could not be generated that was acceptable to your browser "
                + "(content of type application/json)."
        case 409: "There was a conflict when trying to complete your request."
        case 413: "The body of your request was too large for this server."
        case 501: "The server does not support the functionality required to fulfill the request."
        case 503: "The server is currently unavailable. Please try again at a later time."
        default: "The server has either erred or is incapable of performing the requested operation."
        }
    }
}
