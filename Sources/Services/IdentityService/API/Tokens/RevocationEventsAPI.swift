import CloudCore
import CloudHTTP
import CloudJSON
import HTTPTypes

/// `/v3/OS-REVOKE/events` (Identity API v3, extension "OS-REVOKE").
struct RevocationEventsAPI: Sendable {
    let actions: RevocationActions

    var routes: [Route] { [.get("/v3/OS-REVOKE/events", "identity:list_revoke_events", list)] }

    func list(_ request: APIRequest) async throws -> Response {
        var since: Timestamp?
        if let text = request.query["since"], !text.isEmpty {
            since = Timestamp(text)
            if since == nil { throw Fault.badRequest("invalidate date format \(text)") }
        }
        return await .keystoneList("events", try await actions.list(since: since, request.caller), request) {
            writer, event in
            writer.object { writer in
                let names = [
                    ("audit_id", event.auditID), ("audit_chain_id", event.auditChainID), ("user_id", event.userID),
                    ("project_id", event.projectID), ("domain_id", event.domainID),
                ]
                for (name, value) in names { if let value { writer.field(name, value) } }
                writer.field("issued_before", event.issuedBefore.text(.microseconds))
                writer.field("revoked_at", event.issuedBefore.text(.microseconds))
            }
        }
    }
}
