import CloudCore
import CloudHTTP
import CloudJSON
import HTTPTypes

/// `/v3/services` (Identity API v3, "Services").
struct ServicesAPI: Sendable {
    let actions: ServiceActions

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

    func list(_ request: APIRequest) async throws -> Response {
        let page = try await Self.shape.query(request).page { try await actions.list($0, request.caller) }
        return .keystoneList("services", page, request, marker: \.id) { Self.write($1, request, &$0) }
    }

    func show(_ request: APIRequest) async throws -> Response {
        answer(.ok, try await actions.show(request.parameter("service_id"), request.caller), request)
    }

    func update(_ request: APIRequest) async throws -> Response {
        answer(.ok, try await actions.update(request.parameter("service_id"), input(request), request.caller), request)
    }

    func delete(_ request: APIRequest) async throws -> Response {
        try await actions.delete(request.parameter("service_id"), request.caller)
        return .noContent
    }

    private func input(_ request: APIRequest) throws -> ServiceActions.Input {
        var members = try Members(request, "service")
        return ServiceActions.Input(
            type: members.string("type"), name: members.string("name"),
            description: members.nullableString("description").map { $0 ?? "" }, enabled: members.bool("enabled"),
            extra: members.extra())
    }

    private func answer(_ status: HTTPStatus, _ service: Service, _ request: APIRequest) -> Response {
        .keystone("service", status) { Self.write(service, request, &$0) }
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
