import CloudCore
import CloudHTTP
import CloudJSON
import HTTPTypes

/// `/v3/groups` (Identity API v3, "Groups").
struct GroupsAPI: ResourceAPI {
    let actions: GroupActions

    static let (name, plural) = ("group", "groups")
    static let shape = ListShape(
        .keystone, filters: ["name": .text("name"), "domain_id": .text("domain_id")])
    static let creation = Field.body("group", members, required: ["name"])
    static let change = Field.body("group", members, minMembers: 1)

    private static let members: [String: Schema] = [
        "name": Field.name, "description": Field.text, "domain_id": Field.id,
    ]

    var routes: [Route] {
        [
            .get("/v3/groups", "identity:list_groups", list),
            .post("/v3/groups", "identity:create_group", body: Self.creation, create),
            .get("/v3/groups/{group_id}", "identity:get_group", show),
            .patch("/v3/groups/{group_id}", "identity:update_group", body: Self.change, update),
            .delete("/v3/groups/{group_id}", "identity:delete_group", delete),
        ]
    }

    func create(_ request: APIRequest) async throws -> Response {
        answer(.created, try await actions.create(input(request), request.caller), request)
    }

    func input(_ request: APIRequest) throws -> GroupActions.Input {
        var members = try Members(request, "group")
        return GroupActions.Input(
            name: members.string("name"), domainID: members.string("domain_id"),
            description: members.nullableString("description").map { $0 ?? "" }, extra: members.extra())
    }

    static func write(_ group: Group, _ request: APIRequest, _ writer: inout JSONWriter) {
        write(group, request, endsAt: nil, &writer)
    }

    /// - Parameter endsAt: of the membership by which the group is listed, where there is one; nil inside: never.
    static func write(_ group: Group, _ request: APIRequest, endsAt: Timestamp??, _ writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("id", group.id)
            writer.field("name", group.name)
            writer.field("domain_id", group.domainID)
            writer.field("description", group.description)
            if let endsAt { writer.field("membership_expires_at", endsAt?.text(.microseconds)) }
            writer.extra(group.extra, self: "\(request.serviceURL)/v3/groups/\(group.id)")
        }
    }
}
