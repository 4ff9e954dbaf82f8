import CloudCore
import CloudHTTP
import CloudJSON
import HTTPTypes

/// `POST /os-server-external-events`: what the network and block storage services tell.
struct ExternalEventAPI: Sendable {
    let actions: ExternalEventActions

    func create(_ request: APIRequest) async throws -> Response {
        let events = (request.body["events"]?.array ?? []).map { item in
            ExternalEventActions.Event(
                name: item["name"]?.string ?? "", serverID: item["server_uuid"]?.string ?? "",
                status: item["status"]?.string ?? "completed", tag: item["tag"]?.string)
        }
        let taken = try await actions.take(events, request.caller)
        let accepted = taken.filter { $0.code == 200 }.count
        guard accepted > 0 else { throw Fault.notFound("No instances found for any event") }
        return .json(accepted == taken.count ? .ok : HTTPStatus(code: 207)) { writer in
            writer.object { writer in
                writer.field("events") { writer in
                    writer.array(taken) { writer, event in
                        writer.object { writer in
                            writer.field("name", event.name)
                            writer.field("server_uuid", event.serverID)
                            writer.field("status", event.code == 200 ? event.status : "failed")
                            writer.fieldIfPresent("tag", event.tag)
                            writer.field("code", event.code)
                        }
                    }
                }
            }
        }
    }
}
