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
        guard !violation.path.isEmpty else { return .badRequest(violation.message) }
        return .invalid(violation.path.joined(separator: "/"), violation.message)
    }

    func fault(_ denied: PolicyDenied) -> Fault { .refused(denied.rule) }

    func unsupportedMedia(_ type: String) -> Fault {
        .expecting("application/json", in: "Content-Type header")
    }
}
