import CloudCore
import CloudJSON

/// Why a server is in error, in words for its user.
struct ServerFault: Hashable, JSONText {
    var code: Int
    var message: String
    /// For administrators.
    var details: String?
    var createdAt: Timestamp

    init(_ fault: Fault, at now: Timestamp) {
        code = fault.status == 409 ? 409 : fault.status == 404 ? 404 : 500
        message = String(fault.message.prefix(255))
        details = fault.cause
        createdAt = now
    }

    init(json: JSON) {
        code = Int(json["code"]?.integer ?? 500)
        message = json["message"]?.string ?? ""
        details = json["details"]?.string
        createdAt = Timestamp(microseconds: json["created_at"]?.integer ?? 0)
    }

    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("code", code)
            writer.field("message", message)
            writer.field("details", details)
            writer.field("created_at", createdAt.microseconds)
        }
    }
}
