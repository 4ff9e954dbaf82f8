import CloudCore
import CloudHTTP
import CloudJSON
import HTTPTypes

/// `/v3/OS-FEDERATION/mappings` (Identity API v3, OS-FEDERATION).
struct MappingsAPI: Sendable {
    let actions: MappingActions

    static let shape = ListShape(.keystone, filters: ["id": .text("id")])
    /// What stands in it depends on its version: `MappingSchema` checks it.
    static let body = Field.body("mapping", [:])

    var routes: [Route] {
        let path = "/v3/OS-FEDERATION/mappings"
        return [
            .get(path, "identity:list_mappings", list),
            .put(path + "/{mapping_id}", "identity:create_mapping", body: Self.body, create),
            .get(path + "/{mapping_id}", "identity:get_mapping", show),
            .patch(path + "/{mapping_id}", "identity:update_mapping", body: Self.body, update),
            .delete(path + "/{mapping_id}", "identity:delete_mapping", delete),
        ]
    }

    func create(_ request: APIRequest) async throws -> Response {
        answer(.created, try await actions.create(id(request), body(request), request.caller), request)
    }

    func list(_ request: APIRequest) async throws -> Response {
        let page = try await Self.shape.query(request).page { try await actions.list($0, request.caller) }
        return .keystoneList("mappings", page, request, marker: \.id) { Self.write($1, request, &$0) }
    }

    func show(_ request: APIRequest) async throws -> Response {
        answer(.ok, try await actions.show(id(request), request.caller), request)
    }

    func update(_ request: APIRequest) async throws -> Response {
        answer(.ok, try await actions.update(id(request), body(request), request.caller), request)
    }

    func delete(_ request: APIRequest) async throws -> Response {
        try await actions.delete(id(request), request.caller)
        return .noContent
    }

    private func id(_ request: APIRequest) -> String { request.parameter("mapping_id") }

    private func body(_ request: APIRequest) throws -> JSON { .object(try request.object("mapping")) }

    private func answer(_ status: HTTPStatus, _ mapping: AttributeMapping, _ request: APIRequest) -> Response {
        .keystone("mapping", status) { Self.write(mapping, request, &$0) }
    }

    private static func write(_ mapping: AttributeMapping, _ request: APIRequest, _ writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("id", mapping.id)
            writer.field("schema_version", mapping.schemaVersion.rawValue)
            writer.field("rules", mapping.rules)
            writer.extra([:], self: request.federationURL("mappings", mapping.id))
        }
    }
}
