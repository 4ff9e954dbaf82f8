import CloudCore
import CloudHTTP
import CloudJSON
import HTTPTypes

/// `/v3/limits` (Identity API v3, "Unified Limits").
struct LimitsAPI: ResourceAPI {
    let actions: LimitActions

    static let (name, plural) = ("limit", "limits")
    static let shape = ListShape(
        .keystone,
        filters: [
            "service_id": .text("service_id"), "region_id": .text("region_id"), "resource_name": .text("resource_name"),
            "project_id": .text("project_id"), "domain_id": .text("domain_id"),
        ])
    static let creation = Schema.object(
        [
            "limits": .array(
                of: .object(
                    [
                        "project_id": .nullable(Field.id), "domain_id": .nullable(Field.id),
                        "service_id": .string(format: .uuid), "region_id": RegisteredLimitsAPI.region,
                        "resource_name": Field.name, "resource_limit": RegisteredLimitsAPI.amount,
                        "description": Field.text,
                    ], required: ["service_id", "resource_name", "resource_limit"]), minItems: 1)
        ], required: ["limits"])
    static let change = Schema.object(
        ["limit": .object(["resource_limit": RegisteredLimitsAPI.amount, "description": Field.text])],
        required: ["limit"])

    var routes: [Route] {
        [
            .get("/v3/limits", "identity:list_limits", list),
            .post("/v3/limits", "identity:create_limits", body: Self.creation, create),
            .get("/v3/limits/model", "identity:get_limit_model", showModel),
            .get("/v3/limits/{limit_id}", "identity:get_limit", show),
            .patch("/v3/limits/{limit_id}", "identity:update_limit", body: Self.change, update),
            .delete("/v3/limits/{limit_id}", "identity:delete_limit", delete),
        ]
    }

    func create(_ request: APIRequest) async throws -> Response {
        let wanted = request.body["limits"]?.array ?? []
        let inputs = try wanted.enumerated().map { try Self.creation($1, at: $0) }
        let made = try await actions.create(inputs, request.caller)
        return .keystoneMade("limits", made) { Self.write($1, request, &$0) }
    }

    func showModel(_ request: APIRequest) async throws -> Response {
        let model = try actions.showModel(request.caller)
        return .keystone("model") { writer in
            writer.object { writer in
                writer.field("name", model.rawValue)
                writer.field("description", model.summary)
            }
        }
    }

    func input(_ request: APIRequest) throws -> LimitActions.Change {
        let members = try request.object("limit")
        return LimitActions.Change(
            resourceLimit: members["resource_limit"]?.integer.map { Int($0) },
            description: members["description"].map(\.string))
    }

    /// The limit is a project's or a domain's: exactly one of the two is named.
    private static func creation(_ body: JSON, at index: Int) throws -> LimitActions.Input {
        let members = body.object ?? [:]
        let owner: Limit.Owner
        switch (members["project_id"], members["domain_id"]) {
        case (.some(.string(let id)), nil): owner = .project(id)
        case (nil, .some(.string(let id))): owner = .domain(id)
        default:
            throw Fault.invalid("limits/\(index)", "exactly one of 'project_id' and 'domain_id' is expected")
        }
        return LimitActions.Input(
            owner: owner, serviceID: members["service_id"]?.string ?? "", regionID: members["region_id"]?.string,
            resourceName: members["resource_name"]?.string ?? "",
            resourceLimit: Int(members["resource_limit"]?.integer ?? 0), description: members["description"]?.string)
    }

    static func write(_ limit: Limit, _ request: APIRequest, _ writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("id", limit.id)
            writer.field("project_id", limit.projectID)
            writer.field("domain_id", limit.domainID)
            writer.field("service_id", limit.serviceID)
            writer.field("region_id", limit.regionID)
            writer.field("resource_name", limit.resourceName)
            writer.field("resource_limit", limit.resourceLimit)
            writer.field("description", limit.description)
            writer.links(self: "\(request.serviceURL)/v3/limits/\(limit.id)")
        }
    }
}
