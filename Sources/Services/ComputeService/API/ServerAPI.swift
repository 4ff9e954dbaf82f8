import CloudAuth
import CloudCore
import CloudHTTP
import CloudJSON
import HTTPTypes

/// `/servers` (Compute API v2.1, "Servers").
struct ServerAPI: Sendable {
    let context: ComputeContext
    let creation: ServerCreation
    let actions: ServerActions
    let lists: ServerListActions

    func create(_ request: APIRequest) async throws -> Response {
        let wish = try ServerWish(request.body)
        let created = try await creation.create(wish, request.caller)
        guard let first = created.servers.first else { throw Fault(500, "No server was made.") }
        if ServerWish.isTrue(request.body["server"]?["return_reservation_id"]) {
            return .json(.accepted, ["reservation_id": .string(first.reservationID)] as JSON)
        }
        let body = try body(request, [:])
        return Response.json(.accepted) { writer in
            writer.object { writer in
                writer.field("server") { writer in
                    writer.object { writer in
                        writer.field("id", first.id)
                        body.links("servers", first.id, &writer)
                        writer.field("OS-DCF:diskConfig", first.diskConfig)
                        writer.field("security_groups") { writer in
                            writer.array(created.securityGroups) { writer, name in
                                writer.object { $0.field("name", name) }
                            }
                        }
                        writer.field("adminPass", created.adminPassword)
                    }
                }
            }
        }.with(.location, "\(request.serviceURL)/v2.1/servers/\(first.id)")
    }

    func list(_ request: APIRequest) async throws -> Response { try await list(request, detail: false) }

    func detail(_ request: APIRequest) async throws -> Response { try await list(request, detail: true) }

    func show(_ request: APIRequest) async throws -> Response {
        let server = try await actions.show(request.parameter("server_id"), request.caller)
        return try await answer(server, request)
    }

    func update(_ request: APIRequest) async throws -> Response {
        let members = try request.object("server")
        func cleared(_ name: String) -> String?? {
            members[name].map { $0.string.flatMap { $0.isEmpty ? nil : $0 } }
        }
        let change = ServerActions.Change(
            name: members["name"]?.string, description: members["description"].map(\.string),
            hostname: members["hostname"]?.string, accessV4: cleared("accessIPv4"), accessV6: cleared("accessIPv6"),
            diskConfig: members["OS-DCF:diskConfig"]?.string)
        let server = try await actions.update(request.parameter("server_id"), change, request.caller)
        return try await answer(server, request)
    }

    func delete(_ request: APIRequest) async throws -> Response {
        try await actions.delete(request.parameter("server_id"), request.caller)
        return .noContent
    }

    // MARK: Parts

    private func list(_ request: APIRequest, detail: Bool) async throws -> Response {
        let asked = try ServerQuery(request, maximumPage: context.configuration.maximumPage)
        let page = try await asked.query.page {
            try await lists.list($0, asked.filter, allProjects: asked.allProjects, detail: detail, request.caller)
        }
        let body = try await detail ? fullBody(request) : body(request, [:])
        return await .json(items: page.items.count) { writer in
            writer.object { writer in
                writer.field("servers") { writer in
                    writer.array(page.items) { writer, server in
                        if detail { body.write(server, &writer) } else { body.writeBrief(server, &writer) }
                    }
                }
                writer.nextLink("servers", page, request, marker: \.id)
            }
        }
    }

    private func answer(_ server: Server, _ request: APIRequest) async throws -> Response {
        let body = try await fullBody(request)
        return .json { writer in
            writer.object { writer in writer.field("server") { body.write(server, &$0) } }
        }
    }

    /// With the hosts' states for those who may see them.
    private func fullBody(_ request: APIRequest) async throws -> ServerBody {
        let caller = try request.caller
        let seesStatus =
            request.version >= Microversion(2, 16)
            && context.policy.allows("os_compute_api:servers:show:host_status", caller, .project(caller.projectID))
        var body = try await body(request, seesStatus ? lists.hostStatuses() : [:])
        if !seesStatus { body.hostStatuses = nil }
        return body
    }

    private func body(_ request: APIRequest, _ statuses: [String: String]) throws -> ServerBody {
        let caller = try request.caller
        return ServerBody(
            version: request.version, serviceURL: request.serviceURL,
            showsHosts: context.policy.allows(
                "os_compute_api:os-extended-server-attributes", caller, .project(caller.projectID)),
            hostStatuses: statuses)
    }
}
