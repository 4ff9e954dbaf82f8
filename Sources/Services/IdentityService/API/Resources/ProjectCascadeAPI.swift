import CloudHTTP
import CloudJSON

/// `/v3/projects/{project_id}/cascade` (Identity API v3.6, "Projects").
struct ProjectCascadeAPI: Sendable {
    let actions: ProjectCascadeActions

    static let change = Field.body("project", ["enabled": .boolean], minMembers: 1)

    var routes: [Route] {
        let path = "/v3/projects/{project_id}/cascade"
        return [
            .patch(path, "identity:update_project", body: Self.change, update),
            .delete(path, "identity:delete_project", delete),
        ]
    }

    func update(_ request: APIRequest) async throws -> Response {
        let members = try request.object("project")
        let project = try await actions.update(
            request.parameter("project_id"), enabled: members.count == 1 ? members["enabled"]?.bool : nil,
            request.caller)
        return .keystone("project") { ProjectsAPI.write(project, request, &$0) }
    }

    func delete(_ request: APIRequest) async throws -> Response {
        try await actions.delete(request.parameter("project_id"), request.caller)
        return .noContent
    }
}
