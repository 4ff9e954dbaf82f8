import CloudAuth
import CloudCore
import CloudHTTP
import CloudJSON
import HTTPTypes
import NIOCore

/// The metadata service's way to tell faults: a line of text.
struct MetadataFaults: FaultStyle {
    func response(_ fault: Fault, _ context: FaultContext) -> Response {
        Response(
            .init(code: fault.status), headers: [.contentType: "text/plain; charset=UTF-8"],
            body: .bytes(ByteBuffer(string: "\(fault.status) \(title(fault.status))\n\n\(fault.message)\n")))
    }

    func fault(_ violation: SchemaViolation) -> Fault { .badRequest(violation.message) }
    func fault(_ denied: PolicyDenied) -> Fault { .forbidden("Not allowed.") }
}
