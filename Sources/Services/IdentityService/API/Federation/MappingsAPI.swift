import CloudCore
import CloudHTTP
import CloudJSON
import HTTPTypes

/// `/v3/OS-FEDERATION/mappings` (Identity API v3, OS-FEDERATION).
struct MappingsAPI: ResourceAPI {
    let actions: MappingActions

    static let (name, plural) = ("mapping", "mappings")
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
        let id = request.parameter("mapping_id")
        return answer(.created, try await actions.create(id, input(request), request.caller), request)
    }

    func input(_ request: APIRequest) throws -> JSON { .object(try request.object("mapping")) }

    static func write(_ mapping: AttributeMapping, _ request: APIRequest, _ writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("id", mapping.id)
            writer.field("schema_version", mapping.schemaVersion.rawValue)
            writer.field("rules", mapping.rules)
            writer.links(self: request.federationURL("mappings", mapping.id))
        }
    }
}
