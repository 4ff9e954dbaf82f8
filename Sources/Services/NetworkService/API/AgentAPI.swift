import CloudCore
import CloudHTTP
import CloudJSON

/// `/v2.0/agents` and `/v2.0/availability_zones`.
struct AgentAPI: Sendable {
    static let binary = "apus-network-agent"
    static let kind = "Apus network agent"

    let actions: AgentActions
    let clock: CloudClock

    static let shape = ListShape(
        .neutron,
        filters: [
            "host": .text("host"), "availability_zone": .text("availability_zone"), "id": .text("id"),
            "admin_state_up": .boolean("admin_state_up"),
        ],
        sortable: ["id": "id", "host": "host"], defaultOrder: [ListQuery.Order("host")])

    var routes: [Route] {
        [
            .get("/v2.0/agents", "get_agent", list), .get("/v2.0/agents/{id}", "get_agent", show),
            .put("/v2.0/agents/{id}", "update_agent", body: .any, update),
            .delete("/v2.0/agents/{id}", "delete_agent", delete),
            .get("/v2.0/availability_zones", "get_availability_zone", zones),
        ]
    }

    private func list(_ request: APIRequest) async throws -> Response {
        try request.refuseZeroBytes()
        var agents = try await actions.list(Self.shape.query(request), request.caller)
        if let kind = request.query["agent_type"], kind != Self.kind { agents = [] }
        if let binary = request.query["binary"], binary != Self.binary { agents = [] }
        if let alive = request.query["alive"] {
            let wanted = ["true", "1"].contains(alive.lowercased())
            agents = agents.filter { $0.isAlive(clock.now) == wanted }
        }
        return .json { writer in
            writer.object { writer in
                writer.field("agents") { $0.array(agents) { write($1, &$0, only: request.selectedFields) } }
            }
        }
    }

    private func show(_ request: APIRequest) async throws -> Response {
        answer(try await actions.show(request.parameter("id"), request.caller))
    }

    private func update(_ request: APIRequest) async throws -> Response {
        let members = try request.member("agent")
        func refuse(_ name: String, _ reason: String) -> Fault {
            .badRequest("Invalid input for \(name). Reason: \(reason).", code: "HTTPBadRequest")
        }
        var up: Bool?
        var description: String?
        do { up = try members["admin_state_up"].map { try ValueRule.boolean.convert($0) }?.bool } catch let error
            as ValueRule.Refusal
        {
            throw refuse("admin_state_up", error.reason)
        }
        do { description = try members["description"].map { try ValueRule.text().convert($0) }?.string } catch let error
            as ValueRule.Refusal
        {
            throw refuse("description", error.reason)
        }
        return answer(
            try await actions.update(
                request.parameter("id"), adminStateUp: up, description: description, request.caller))
    }

    private func delete(_ request: APIRequest) async throws -> Response {
        try await actions.delete(request.parameter("id"), request.caller)
        return .noContent
    }

    private func zones(_ request: APIRequest) async throws -> Response {
        let zones = try await actions.zones(request.caller)
        let all = ["network", "router"].flatMap { resource in zones.map { (resource, $0) } }
        return .json { writer in
            writer.object { writer in
                writer.field("availability_zones") { writer in
                    writer.array(all) { writer, item in
                        writer.object { writer in
                            writer.field("name", item.1.name)
                            writer.field("resource", item.0)
                            writer.field("state", item.1.available ? "available" : "unavailable")
                        }
                    }
                }
            }
        }
    }

    private func answer(_ agent: Agent) -> Response {
        .json { writer in
            writer.object { writer in writer.field("agent") { write(agent, &$0, only: nil) } }
        }
    }

    private func write(_ agent: Agent, _ writer: inout JSONWriter, only names: Set<String>?) {
        writer.object(only: names) { writer in
            writer.field("id", agent.id)
            writer.field("agent_type", Self.kind)
            writer.field("binary", Self.binary)
            writer.field("topic", "network.agent")
            writer.field("host", agent.host)
            writer.field("availability_zone", agent.availabilityZone)
            writer.field("admin_state_up", agent.adminStateUp)
            writer.field("alive", agent.isAlive(clock.now))
            writer.field("description", agent.description)
            writer.field("configurations", agent.configurations)
            writer.field("resources_synced", true)
            writer.field("created_at", agent.createdAt.text(.seconds))
            writer.field("started_at", agent.startedAt.text(.seconds))
            writer.field("heartbeat_timestamp", agent.heartbeatAt.text(.seconds))
        }
    }
}
