import CloudCore
import CloudHTTP
import CloudJSON

/// `/v2.1/os-server-groups` (Compute API, "Server groups").
struct ServerGroupAPI: Sendable {
    let actions: ServerGroupActions

    func create(_ request: APIRequest) async throws -> Response {
        let body = try request.object("server_group")
        let policy = body["policy"]?.string ?? body["policies"]?.strings?.first ?? ""
        let rules = body["rules"]?["max_server_per_host"].flatMap(LooseNumber.integer)
        guard rules == nil || policy == "anti-affinity" else {
            throw Fault.badRequest("Only anti-affinity policy supports rules.")
        }
        let whole = try await actions.create(
            body["name"]?.string ?? "", policy: policy, maximumPerHost: rules, request.caller)
        return answer(whole, request)
    }

    func list(_ request: APIRequest) async throws -> Response {
        func number(_ name: String, _ fallback: Int) throws -> Int {
            guard let text = request.query[name], !text.isEmpty else { return fallback }
            guard let value = Int(text), value >= 0 else {
                throw Fault.badRequest(
                    "Invalid input for query parameters \(name). Value: \(text). '\(text)' does not match '^[0-9]*$'")
            }
            return value
        }
        let limit = try number("limit", .max)
        let all = try await actions.list(
            allProjects: request.query["all_projects"] != nil, offset: number("offset", 0),
            limit: limit == 0 ? .max : limit,
            request.caller)
        return .json { writer in
            writer.object { writer in
                writer.field("server_groups") { writer in
                    writer.array(all) { writer, whole in write(whole, request, &writer) }
                }
            }
        }
    }

    func show(_ request: APIRequest) async throws -> Response {
        answer(try await actions.show(request.parameter("group_id"), request.caller), request)
    }

    func delete(_ request: APIRequest) async throws -> Response {
        try await actions.delete(request.parameter("group_id"), request.caller)
        return .noContent
    }

    private func answer(_ whole: ServerGroupActions.Whole, _ request: APIRequest) -> Response {
        .json { writer in
            writer.object { writer in writer.field("server_group") { write(whole, request, &$0) } }
        }
    }

    private func write(_ whole: ServerGroupActions.Whole, _ request: APIRequest, _ writer: inout JSONWriter) {
        let group = whole.group
        writer.object { writer in
            writer.field("id", group.id)
            writer.field("name", group.name)
            writer.field("members", whole.members)
            if request.speaks(64) {
                writer.field("policy", group.policy)
                writer.field("rules") { writer in
                    writer.object { $0.fieldIfPresent("max_server_per_host", group.maximumPerHost) }
                }
            } else {
                writer.field("policies", [group.policy])
                writer.field("metadata", [String: String]())
            }
            if request.speaks(13) {
                writer.field("project_id", group.projectID)
                writer.field("user_id", group.userID)
            }
        }
    }
}

extension ServerGroupAPI {
    var routes: [Route] {
        let rule = "os_compute_api:os-server-groups:"
        let path = "/v2.1/os-server-groups"
        return [
            .get(path, rule + "index", list),
            Route.post(path, rule + "create", body: Self.old(Self.hard), create)
                .body(since: Microversion(2, 15), Self.old(Self.hard + Self.soft))
                .body(since: Microversion(2, 64), Self.creation),
            .get(path + "/{group_id}", rule + "show", show),
            .delete(path + "/{group_id}", rule + "delete", delete),
        ]
    }

    private static let hard: [JSON] = ["anti-affinity", "affinity"]
    private static let soft: [JSON] = ["soft-anti-affinity", "soft-affinity"]
    private static let name = Schema.string(minLength: 1, maxLength: 255, format: .name)

    private static func old(_ policies: [JSON]) -> Schema {
        let members: [String: Schema] = [
            "name": name, "policies": .array(of: .oneOf(policies), minItems: 1, maxItems: 1, unique: true),
        ]
        return .object(
            ["server_group": .object(members, required: ["name", "policies"])], required: ["server_group"])
    }

    private static let creation = Schema.object(
        [
            "server_group": .object(
                [
                    "name": name, "policy": .oneOf(hard + soft),
                    "rules": .object(["max_server_per_host": .looseInteger(minimum: 1, maximum: 0x7FFF_FFFF)]),
                ], required: ["name", "policy"])
        ], required: ["server_group"])
}
