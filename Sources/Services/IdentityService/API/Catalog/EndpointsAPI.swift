import CloudCore
import CloudHTTP
import CloudJSON
import HTTPTypes

/// `/v3/endpoints` (Identity API v3, "Service catalog and endpoints").
struct EndpointsAPI: ResourceAPI {
    let actions: EndpointActions

    static let (name, plural) = ("endpoint", "endpoints")
    static let shape = ListShape(
        .keystone,
        filters: [
            "service_id": .text("service_id"), "interface": .text("interface"), "region_id": .text("region_id"),
            "region": .text("region_id"), "enabled": .boolean("enabled"),
        ])
    static let creation = Field.body("endpoint", members, required: ["interface", "service_id", "url"])
    static let change = Field.body("endpoint", members, minMembers: 1)

    private static let members: [String: Schema] = [
        "service_id": .string(minLength: 1, maxLength: 255),
        "interface": .oneOf(Endpoint.interfaces.map { .string($0) }),
        "url": .string(minLength: 1, maxLength: 4096, format: address), "region_id": .nullable(.string(maxLength: 255)),
        "region": .nullable(.string(maxLength: 255)), "enabled": .boolean,
    ]

    /// With a scheme, as Keystone wants it.
    private static let address = StringFormat("uri", pattern: "^[a-zA-Z0-9+.-]+:.+") { text in
        guard let colon = text.firstIndex(of: ":"), colon != text.startIndex else { return false }
        return text.index(after: colon) != text.endIndex && !text.contains("\0")
    }

    var routes: [Route] {
        [
            .get("/v3/endpoints", "identity:list_endpoints", list),
            .post("/v3/endpoints", "identity:create_endpoint", body: Self.creation, create),
            .get("/v3/endpoints/{endpoint_id}", "identity:get_endpoint", show),
            .patch("/v3/endpoints/{endpoint_id}", "identity:update_endpoint", body: Self.change, update),
            .delete("/v3/endpoints/{endpoint_id}", "identity:delete_endpoint", delete),
        ]
    }

    func create(_ request: APIRequest) async throws -> Response {
        answer(.created, try await actions.create(input(request), request.caller), request)
    }

    func input(_ request: APIRequest) throws -> EndpointActions.Input {
        var members = try Members(request, "endpoint")
        return EndpointActions.Input(
            serviceID: members.string("service_id"), interface: members.string("interface"), url: members.string("url"),
            regionID: members.nullableString("region_id"), region: members.string("region"),
            enabled: members.bool("enabled"),
            extra: members.extra())
    }

    static func write(_ endpoint: Endpoint, _ request: APIRequest, _ writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("id", endpoint.id)
            writer.field("interface", endpoint.interface)
            writer.field("service_id", endpoint.serviceID)
            writer.field("url", endpoint.url)
            writer.field("region_id", endpoint.regionID)
            writer.field("region", endpoint.regionID)
            writer.field("enabled", endpoint.enabled)
            writer.extra(endpoint.extra, self: "\(request.serviceURL)/v3/endpoints/\(endpoint.id)")
        }
    }
}
