import CloudCore
import CloudHTTP
import CloudJSON
import HTTPTypes

/// `/v3/roles` (Identity API v3, "Roles").
struct RolesAPI: Sendable {
    let actions: RoleActions

    static let shape = ListShape(
        .keystone, filters: ["name": .text("name")])
    static let creation = Field.body("role", members, required: ["name"])
    static let change = Field.body("role", members, minMembers: 1)

    private static let members: [String: Schema] = [
        "name": Field.name, "description": Field.text, "domain_id": .nullable(Field.id), "options": Field.options,
    ]

    var routes: [Route] {
        [
            .get("/v3/roles", "identity:list_roles", list),
            .post("/v3/roles", "identity:create_role", body: Self.creation, create),
            .get("/v3/roles/{role_id}", "identity:get_role", show),
            .patch("/v3/roles/{role_id}", "identity:update_role", body: Self.change, update),
            .delete("/v3/roles/{role_id}", "identity:delete_role", delete),
        ]
    }

    func create(_ request: APIRequest) async throws -> Response {
        answer(.created, try await actions.create(input(request), request.caller), request)
    }

    func list(_ request: APIRequest) async throws -> Response {
        let page = try await Self.shape.query(request).page {
            try await actions.list($0, domainID: request.query["domain_id"], request.caller)
        }
        return await .keystoneList("roles", page, request, marker: \.id) { Self.write($1, request, &$0) }
    }

    func show(_ request: APIRequest) async throws -> Response {
        answer(.ok, try await actions.show(request.parameter("role_id"), request.caller), request)
    }

    func update(_ request: APIRequest) async throws -> Response {
        answer(.ok, try await actions.update(request.parameter("role_id"), input(request), request.caller), request)
    }

    func delete(_ request: APIRequest) async throws -> Response {
        try await actions.delete(request.parameter("role_id"), request.caller)
        return .noContent
    }

    private func input(_ request: APIRequest) throws -> RoleActions.Input {
        var members = try Members(request, "role")
        return RoleActions.Input(
            name: members.string("name"), domainID: members.string("domain_id"),
            description: members.nullableString("description"), options: members.object("options"),
            extra: members.extra())
    }

    private func answer(_ status: HTTPStatus, _ role: Role, _ request: APIRequest) -> Response {
        .keystone("role", status) { Self.write(role, request, &$0) }
    }

    static func write(_ role: Role, _ request: APIRequest, _ writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("id", role.id)
            writer.field("name", role.name)
            writer.field("domain_id", role.domainID)
            writer.field("description", role.description)
            writer.field("options", role.options)
            writer.extra(role.extra, self: "\(request.serviceURL)/v3/roles/\(role.id)")
        }
    }
}
