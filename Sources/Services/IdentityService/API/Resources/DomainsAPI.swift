import CloudCore
import CloudHTTP
import CloudJSON
import HTTPTypes

/// `/v3/domains` (Identity API v3, "Domains").
struct DomainsAPI: ResourceAPI {
    let actions: DomainActions

    static let (name, plural) = ("domain", "domains")
    static let shape = ListShape(
        .keystone, filters: ["name": .text("name"), "enabled": .boolean("enabled")])
    static let creation = Field.body("domain", members, required: ["name"])
    static let change = Field.body("domain", members, minMembers: 1)

    private static let members: [String: Schema] = [
        "name": Field.placeName, "description": Field.text, "enabled": .boolean, "tags": Field.tags,
        "options": Field.options,
        "explicit_domain_id": .string(minLength: 1, maxLength: 64),
    ]

    var routes: [Route] {
        [
            .get("/v3/domains", "identity:list_domains", list),
            .post("/v3/domains", "identity:create_domain", body: Self.creation, create),
            .get("/v3/domains/{domain_id}", "identity:get_domain", show),
            .patch("/v3/domains/{domain_id}", "identity:update_domain", body: Self.change, update),
            .delete("/v3/domains/{domain_id}", "identity:delete_domain", delete),
        ]
    }

    func create(_ request: APIRequest) async throws -> Response {
        answer(.created, try await actions.create(input(request), request.caller), request)
    }

    func input(_ request: APIRequest) throws -> DomainActions.Input {
        var members = try Members(request, "domain")
        return DomainActions.Input(
            id: members.string("explicit_domain_id"), name: members.string("name"),
            description: members.nullableString("description").map { $0 ?? "" }, enabled: members.bool("enabled"),
            tags: members.strings("tags"), options: members.object("options"),
            extra: members.extra(without: "domain_id", "parent_id", "is_domain"))
    }

    static func write(_ domain: Project, _ request: APIRequest, _ writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("id", domain.id)
            writer.field("name", domain.name)
            writer.field("description", domain.description)
            writer.field("enabled", domain.enabled)
            writer.field("tags", domain.tags)
            writer.field("options", domain.options)
            writer.extra(domain.extra, self: "\(request.serviceURL)/v3/domains/\(domain.id)")
        }
    }
}
