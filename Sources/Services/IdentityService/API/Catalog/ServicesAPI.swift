import CloudCore
import CloudHTTP
import CloudJSON
import HTTPTypes

/// `/v3/services` (Identity API v3, "Services").
struct ServicesAPI: ResourceAPI {
    let actions: ServiceActions

    static let (name, plural) = ("service", "services")
    static let shape = ListShape(
        .keystone, filters: ["name": .text("name"), "type": .text("type"), "enabled": .boolean("enabled")])
    static let creation = Field.body("service", members, required: ["type"])
    static let change = Field.body("service", members, minMembers: 1)

    private static let members: [String: Schema] = [
        "type": .string(minLength: 1, maxLength: 255), "name": .string(maxLength: 255), "description": Field.text,
        "enabled": .boolean,
    ]

    var routes: [Route] {
        [
            .get("/v3/services", "identity:list_services", list),
            .post("/v3/services", "identity:create_service", body: Self.creation, create),
            .get("/v3/services/{service_id}", "identity:get_service", show),
            .patch("/v3/services/{service_id}", "identity:update_service", body: Self.change, update),
            .delete("/v3/services/{service_id}", "identity:delete_service", delete),
        ]
    }

    func create(_ request: APIRequest) async throws -> Response {
        answer(.created, try await actions.create(input(request), request.caller), request)
    }

    func input(_ request: APIRequest) throws -> ServiceActions.Input {
        var members = try Members(request, "service")
        return ServiceActions.Input(
            type: members.string("type"), name: members.string("name"),
            description: members.nullableString("description").map { $0 ?? "" }, enabled: members.bool("enabled"),
            extra: members.extra())
    }

    static func write(_ service: Service, _ request: APIRequest, _ writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("id", service.id)
            writer.field("type", service.type)
            writer.field("name", service.name)
            writer.field("description", service.description)
            writer.field("enabled", service.enabled)
            writer.extra(service.extra, self: "\(request.serviceURL)/v3/services/\(service.id)")
        }
    }
}
