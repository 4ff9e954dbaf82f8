import CloudAuth
import CloudCore
import CloudHTTP
import CloudJSON
import HTTPTypes

/// `/v3/projects` (Identity API v3, "Projects").
struct ProjectsAPI: Sendable {
    let actions: ProjectActions

    static let shape = ListShape(
        .keystone,
        filters: [
            "name": .text("name"), "domain_id": .text("domain_id"), "enabled": .boolean("enabled"),
            "parent_id": .text("parent_id"), "is_domain": .boolean("is_domain"),
        ])
    static let creation = Field.body("project", members, required: ["name"])
    static let change = Field.body("project", members, minMembers: 1)

    private static let members: [String: Schema] = [
        "name": Field.placeName, "description": Field.text, "domain_id": .nullable(Field.id),
        "parent_id": .nullable(Field.id),
        "is_domain": .boolean, "enabled": .boolean, "tags": Field.tags, "options": Field.options,
    ]

    var routes: [Route] {
        [
            .get("/v3/projects", "identity:list_projects", list),
            .post("/v3/projects", "identity:create_project", body: Self.creation, create),
            .get("/v3/projects/{project_id}", "identity:get_project", show),
            .patch("/v3/projects/{project_id}", "identity:update_project", body: Self.change, update),
            .delete("/v3/projects/{project_id}", "identity:delete_project", delete),
        ]
    }

    func create(_ request: APIRequest) async throws -> Response {
        answer(.created, try await actions.create(input(request), request.caller), request)
    }

    func list(_ request: APIRequest) async throws -> Response {
        func names(_ parameter: String) throws -> [String]? {
            let names = request.query[parameter].map { $0.split(separator: ",").map(String.init) }
            guard names?.count ?? 0 <= ProjectTag.maximum else {
                throw Fault.badRequest("'\(parameter)' names more tags than a project can have.")
            }
            return names
        }
        let tags = try TagFilter(
            all: names("tags"), any: names("tags-any"), notAll: names("not-tags"), notAny: names("not-tags-any"))
        let page = try await Self.shape.query(request).page { try await actions.list($0, tags, request.caller) }
        return await .keystoneList("projects", page, request, marker: \.id) { Self.write($1, request, &$0) }
    }

    func show(_ request: APIRequest) async throws -> Response {
        let project = try await actions.show(request.parameter("project_id"), request.caller)
        let query = request.query
        guard query.items.contains(where: { $0.name.hasPrefix("parents_as_") || $0.name.hasPrefix("subtree_as_") })
        else {
            return answer(.ok, project, request)
        }
        for (list, ids) in [("parents_as_list", "parents_as_ids"), ("subtree_as_list", "subtree_as_ids")]
        where query[list] != nil && query[ids] != nil {
            throw Fault.badRequest("Cannot use \(list) and \(ids) query params at the same time.")
        }
        let caller = try request.caller
        let relatives = try await actions.relatives(of: project, userID: caller.user.id, all: caller.hasRole("admin"))
        return .keystone("project") { writer in
            ProjectTree.write(project, above: relatives.above, below: relatives.below, request, &writer)
        }
    }

    func update(_ request: APIRequest) async throws -> Response {
        answer(.ok, try await actions.update(request.parameter("project_id"), input(request), request.caller), request)
    }

    func delete(_ request: APIRequest) async throws -> Response {
        try await actions.delete(request.parameter("project_id"), request.caller)
        return .noContent
    }

    private func input(_ request: APIRequest) throws -> ProjectActions.Input {
        var members = try Members(request, "project")
        return ProjectActions.Input(
            name: members.string("name"), domainID: members.string("domain_id"),
            parentID: members.nullableString("parent_id"), isDomain: members.bool("is_domain"),
            enabled: members.bool("enabled"), description: members.nullableString("description").map { $0 ?? "" },
            tags: members.strings("tags"), options: members.object("options"), extra: members.extra())
    }

    private func answer(_ status: HTTPStatus, _ project: Project, _ request: APIRequest) -> Response {
        .keystone("project", status) { Self.write(project, request, &$0) }
    }

    static func write(_ project: Project, _ request: APIRequest, _ writer: inout JSONWriter) {
        writer.object { fields(project, request, &$0) }
    }

    /// The members of a project's object.
    static func fields(_ project: Project, _ request: APIRequest, _ writer: inout JSONWriter) {
        writer.field("id", project.id)
        writer.field("name", project.name)
        writer.field("domain_id", project.domainID)
        writer.field("parent_id", project.parentID)
        writer.field("is_domain", project.isDomain)
        writer.field("enabled", project.enabled)
        writer.field("description", project.description)
        writer.field("tags", project.tags)
        writer.field("options", project.options)
        writer.extra(project.extra, self: "\(request.serviceURL)/v3/projects/\(project.id)")
    }
}
