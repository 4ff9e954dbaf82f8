import CloudCore
import CloudHTTP
import CloudJSON
import HTTPTypes

/// `/v3/regions` (Identity API v3, "Regions").
struct RegionsAPI: ResourceAPI {
    let actions: RegionActions

    static let (name, plural) = ("region", "regions")
    static let shape = ListShape(
        .keystone, filters: ["id": .text("id"), "parent_region_id": .text("parent_region_id")])
    static let creation = Field.body("region", members)
    static let change = Field.body("region", members, minMembers: 1)

    private static let members: [String: Schema] = [
        "id": .string(maxLength: 255), "description": Field.text,
        "parent_region_id": .nullable(.string(maxLength: 255)),
    ]

    var routes: [Route] {
        [
            .get("/v3/regions", "identity:list_regions", list),
            .post("/v3/regions", "identity:create_region", body: Self.creation, create),
            .get("/v3/regions/{region_id}", "identity:get_region", show),
            .put("/v3/regions/{region_id}", "identity:create_region", body: Self.creation, createNamed),
            .patch("/v3/regions/{region_id}", "identity:update_region", body: Self.change, update),
            .delete("/v3/regions/{region_id}", "identity:delete_region", delete),
        ]
    }

    func create(_ request: APIRequest) async throws -> Response {
        answer(.created, try await actions.create(input(request), request.caller), request)
    }

    /// `PUT /v3/regions/{region_id}` names the id in the path.
    func createNamed(_ request: APIRequest) async throws -> Response {
        var wanted = try input(request)
        let id = request.parameter("region_id")
        if let other = wanted.id, other != id {
            throw Fault.badRequest("Conflicting region IDs specified: \"\(id)\" != \"\(other)\"")
        }
        guard id.unicodeScalars.count <= 255 else { throw Fault.invalid("id", "'\(id)' is too long") }
        wanted.id = id
        return answer(.created, try await actions.create(wanted, request.caller), request)
    }

    func input(_ request: APIRequest) throws -> RegionActions.Input {
        var members = try Members(request, "region")
        return RegionActions.Input(
            id: members.string("id").flatMap { $0.isEmpty ? nil : $0 },
            description: members.nullableString("description").map { $0 ?? "" },
            parentRegionID: members.nullableString("parent_region_id"), extra: members.extra())
    }

    static func write(_ region: Region, _ request: APIRequest, _ writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("id", region.id)
            writer.field("description", region.description)
            writer.field("parent_region_id", region.parentRegionID)
            writer.extra(region.extra, self: "\(request.serviceURL)/v3/regions/\(region.id)")
        }
    }
}
