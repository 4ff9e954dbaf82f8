import CloudCore
import CloudHTTP
import CloudJSON
import HTTPTypes

/// `/v3/registered_limits` (Identity API v3, "Unified Limits").
struct RegisteredLimitsAPI: ResourceAPI {
    let actions: RegisteredLimitActions

    static let (name, plural) = ("registered_limit", "registered_limits")
    static let shape = ListShape(
        .keystone,
        filters: [
            "service_id": .text("service_id"), "region_id": .text("region_id"), "resource_name": .text("resource_name"),
        ])
    static let creation = Schema.object(
        [
            "registered_limits": .array(
                of: .object(members, required: ["service_id", "resource_name", "default_limit"]), minItems: 1)
        ], required: ["registered_limits"])
    static let change = Schema.object(["registered_limit": .object(members)], required: ["registered_limit"])
    /// An amount; -1 is none.
    static let amount = Schema.integer(minimum: -1, maximum: 0x7FFF_FFFF)
    static let region = Schema.nullable(.string(minLength: 1, maxLength: 255))

    private static let members: [String: Schema] = [
        "service_id": .string(format: .uuid), "region_id": region, "resource_name": Field.name, "default_limit": amount,
        "description": Field.text,
    ]

    var routes: [Route] {
        let (all, one) = ("/v3/registered_limits", "/v3/registered_limits/{registered_limit_id}")
        return [
            .get(all, "identity:list_registered_limits", list),
            .post(all, "identity:create_registered_limits", body: Self.creation, create),
            .get(one, "identity:get_registered_limit", show),
            .patch(one, "identity:update_registered_limit", body: Self.change, update),
            .delete(one, "identity:delete_registered_limit", delete),
        ]
    }

    func create(_ request: APIRequest) async throws -> Response {
        let inputs = (request.body["registered_limits"]?.array ?? []).map { Self.input($0.object ?? [:]) }
        let made = try await actions.create(inputs, request.caller)
        return .keystoneMade("registered_limits", made) { Self.write($1, request, &$0) }
    }

    func input(_ request: APIRequest) throws -> RegisteredLimitActions.Input {
        Self.input(try request.object("registered_limit"))
    }

    private static func input(_ members: [String: JSON]) -> RegisteredLimitActions.Input {
        RegisteredLimitActions.Input(
            serviceID: members["service_id"]?.string, regionID: members["region_id"].map(\.string),
            resourceName: members["resource_name"]?.string,
            defaultLimit: members["default_limit"]?.integer.map { Int($0) },
            description: members["description"].map(\.string))
    }

    static func write(_ limit: RegisteredLimit, _ request: APIRequest, _ writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("id", limit.id)
            writer.field("service_id", limit.serviceID)
            writer.field("region_id", limit.regionID)
            writer.field("resource_name", limit.resourceName)
            writer.field("default_limit", limit.defaultLimit)
            writer.field("description", limit.description)
            writer.links(self: "\(request.serviceURL)/v3/registered_limits/\(limit.id)")
        }
    }
}
