import CloudCore
import CloudHTTP
import CloudJSON
import HTTPTypes

/// `/v3/OS-EP-FILTER/endpoint_groups` (Identity API v3, extension "OS-EP-FILTER").
struct EndpointGroupsAPI: ResourceAPI {
    let actions: EndpointGroupActions

    static let (name, plural) = ("endpoint_group", "endpoint_groups")
    static let shape = ListShape(.keystone, filters: ["name": .text("name")])
    static let creation = Field.body("endpoint_group", members, required: ["name", "filters"])
    static let change = Field.body("endpoint_group", members, minMembers: 1)

    private static let members: [String: Schema] = [
        "name": Field.name, "description": Field.text,
        "filters": .object(
            [
                "service_id": .string(minLength: 1, maxLength: 255), "region_id": .nullable(.string(maxLength: 255)),
                "interface": .oneOf(Endpoint.interfaces.map { .string($0) }),
            ], others: .any),
    ]

    var routes: [Route] {
        let path = "/v3/OS-EP-FILTER/endpoint_groups"
        let one = path + "/{endpoint_group_id}"
        return [
            .get(path, "identity:list_endpoint_groups", list),
            .post(path, "identity:create_endpoint_group", body: Self.creation, create),
            .get(one, "identity:get_endpoint_group", show),
            .patch(one, "identity:update_endpoint_group", body: Self.change, update),
            .delete(one, "identity:delete_endpoint_group", delete),
            .get(one + "/endpoints", "identity:list_endpoints_associated_with_endpoint_group", endpoints),
        ]
    }

    func create(_ request: APIRequest) async throws -> Response {
        answer(.created, try await actions.create(input(request), request.caller), request)
    }

    func endpoints(_ request: APIRequest) async throws -> Response {
        let endpoints = try await actions.endpoints(in: request.parameter("endpoint_group_id"), request.caller)
        return await .keystoneList("endpoints", endpoints, request) { EndpointsAPI.write($1, request, &$0) }
    }

    func input(_ request: APIRequest) throws -> EndpointGroupActions.Input {
        var members = try Members(request, "endpoint_group")
        return EndpointGroupActions.Input(
            name: members.string("name"), description: members.nullableString("description"),
            filters: members.object("filters"))
    }

    static func write(_ group: EndpointGroup, _ request: APIRequest, _ writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("id", group.id)
            writer.field("name", group.name)
            writer.field("description", group.description)
            writer.field("filters", group.filters)
            writer.links(self: "\(request.serviceURL)/v3/OS-EP-FILTER/endpoint_groups/\(group.id)")
        }
    }
}
