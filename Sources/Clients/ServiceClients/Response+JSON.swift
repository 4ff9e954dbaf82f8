package import CloudCore
package import CloudHTTP
package import CloudJSON
import HTTPTypes
import NIOCore

extension Response {
    /// The body as JSON; null for an empty one.
    package func json(upTo limit: Int = 64 << 20) async throws -> JSON {
        let bytes = try await body.collect(upTo: limit)
        guard bytes.readableBytes > 0 else { return .null }
        do {
            return try JSON(parsing: Array(bytes.readableBytesView))
        } catch {
            throw Fault.unavailable(
                "Another service answered with something that is not JSON.", cause: "\(status): \(error)")
        }
    }

    /// The body as JSON of a successful answer.
    /// - Throws: the other service's fault with its status and message; its 5xx becomes 503.
    package func checked(_ what: String) async throws -> JSON {
        if status.kind == .successful { return try await json() }
        throw await fault(what)
    }

    /// A failed answer as a fault, with the message found in any family's shape.
    package func fault(_ what: String) async -> Fault {
        let body = (try? await json(upTo: 1 << 20)) ?? .null
        let inner =
            body["error"] ?? body["NeutronError"] ?? body["errors"]?.array?.first ?? body.object?.values.first ?? .null
        let message =
            inner["message"]?.string ?? inner["detail"]?.string ?? "\(what) failed with status \(status.code)."
        let code = inner["type"]?.string ?? inner["code"]?.string ?? ""
        if status.code >= 500 { return Fault.unavailable(message, cause: "\(what): \(status.code)") }
        return Fault(Int(status.code), message, code: code, cause: what)
    }
}
