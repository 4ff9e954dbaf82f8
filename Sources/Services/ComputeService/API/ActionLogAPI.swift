import CloudAuth
import CloudCore
import CloudHTTP
import CloudJSON

/// `/servers/{id}/os-instance-actions`.
struct ActionLogAPI: Sendable {
    let context: ComputeContext
    let actions: ActionLogActions

    static let shape = ListShape(.nova, defaultOrder: [.init("started_at", ascending: false)], maximumPage: 1000)

    func list(_ request: APIRequest) async throws -> Response {
        var query =
            request.version >= Microversion(2, 58)
            ? try Self.shape.query(request) : ListQuery(order: Self.shape.defaultOrder)
        if let marker = query.marker {
            // The client knows an action by its request.
            query.marker = try await actions.show(
                marker, of: request.parameter("server_id"), withDeleted: true, request.caller
            ).action.id
        }
        let page = try await query.page {
            try await actions.list(
                request.parameter("server_id"), $0, withDeleted: request.version >= Microversion(2, 21),
                request.caller)
        }
        let next = request.nextURL(after: page, marker: \.requestID)
        return .json { writer in
            writer.object { writer in
                writer.field("instanceActions") { writer in
                    writer.array(page.items) { writer, action in writer.object { write(action, request, &$0) } }
                }
                if let next, request.version >= Microversion(2, 58) {
                    writer.field("links", [["rel": "next", "href": next]])
                }
            }
        }
    }

    func show(_ request: APIRequest) async throws -> Response {
        let caller = try request.caller
        let found = try await actions.show(
            request.parameter("request_id"), of: request.parameter("server_id"),
            withDeleted: request.version >= Microversion(2, 21), caller)
        let isAdmin = context.policy.allows("os_compute_api:os-instance-actions:events", caller)
        return .json { writer in
            writer.object { writer in
                writer.field("instanceAction") { writer in
                    writer.object { writer in
                        write(found.action, request, &writer)
                        guard isAdmin || request.version >= Microversion(2, 51) else { return }
                        writer.field("events") { writer in
                            writer.array(found.events) { write($1, found.action, isAdmin: isAdmin, request, &$0) }
                        }
                    }
                }
            }
        }
    }

    private func write(_ action: InstanceAction, _ request: APIRequest, _ writer: inout JSONWriter) {
        writer.field("action", action.action)
        writer.field("instance_uuid", action.serverID)
        writer.field("request_id", action.requestID)
        writer.field("user_id", action.userID)
        writer.field("project_id", action.projectID)
        writer.field("start_time", action.startedAt.text(.microsecondsWithoutZone))
        writer.field("message", action.message)
        if request.version >= Microversion(2, 58) {
            writer.field("updated_at", action.updatedAt.text(.microsecondsWithoutZone))
        }
    }

    private func write(
        _ event: InstanceActionEvent, _ action: InstanceAction, isAdmin: Bool, _ request: APIRequest,
        _ writer: inout JSONWriter
    ) {
        writer.object { writer in
            writer.field("event", event.event)
            writer.field("start_time", event.startedAt.text(.microsecondsWithoutZone))
            writer.field("finish_time", event.finishedAt?.text(.microsecondsWithoutZone))
            writer.field("result", event.result)
            if isAdmin { writer.field("traceback", event.traceback) }
            if request.version >= Microversion(2, 62) {
                writer.field("hostId", event.host.map { ServerBody.hostID(project: action.projectID, host: $0) } ?? "")
                if isAdmin { writer.field("host", event.host) }
            }
            if request.version >= Microversion(2, 84) {
                writer.field("details", event.result == "Error" ? event.traceback : nil)
            }
        }
    }
}
