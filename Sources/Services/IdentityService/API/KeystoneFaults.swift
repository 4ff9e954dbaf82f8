import CloudAuth
import CloudCore
import CloudHTTP
import CloudJSON
import HTTPTypes

/// Keystone's way to tell faults: `{"error": {"code", "message", "title"}}`.
struct KeystoneFaults: FaultStyle {
    func response(_ fault: Fault, _ context: FaultContext) -> Response {
        let answer = Response.json(.init(code: fault.status)) { writer in
            writer.object { writer in
                writer.field("error") { writer in
                    writer.object { writer in
                        writer.field("code", fault.status)
                        writer.field("message", fault.message)
                        writer.field("title", title(fault.status))
                    }
                }
            }
        }
        guard fault.status == 401 else { return answer }
        return answer.with(.wwwAuthenticate, "Keystone uri=\"\(context.identityURL)/v3\"")
    }

    func fault(_ violation: SchemaViolation) -> Fault {
        guard let path = violation.path.isEmpty ? nil : violation.path.joined(separator: "/") else {
            return .badRequest(violation.message)
        }
        return .badRequest("Invalid input for field '\(path)': \(violation.message)")
    }

    func fault(_ denied: PolicyDenied) -> Fault {
        .forbidden("You are not authorized to perform the requested action: \(denied.rule).")
    }

    func unsupportedMedia(_ type: String) -> Fault {
        .expecting("application/json", in: "Content-Type header")
    }

    func unauthorized() -> Fault { .unauthorized("The request you have made requires authentication.") }
}
