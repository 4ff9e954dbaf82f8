import CloudHTTP
import CloudJSON
import HTTPTypes

/// `/v3/projects/{project_id}/tags` (Identity API v3, "Project tags").
struct ProjectTagsAPI: Sendable {
    let actions: ProjectTagActions

    static let replacement = Schema.object(["tags": Field.tags], required: ["tags"])

    var routes: [Route] {
        let path = "/v3/projects/{project_id}/tags"
        return [
            .get(path, "identity:list_project_tags", list),
            .put(path, "identity:update_project_tags", body: Self.replacement, replace),
            .delete(path, "identity:delete_project_tags", removeAll),
            .get(path + "/{tag}", "identity:get_project_tag", check),
            .put(path + "/{tag}", "identity:create_project_tag", add),
            .delete(path + "/{tag}", "identity:delete_project_tag", remove),
        ]
    }

    func list(_ request: APIRequest) async throws -> Response {
        answer(try await actions.list(request.parameter("project_id"), request.caller), request)
    }

    func replace(_ request: APIRequest) async throws -> Response {
        let tags = request.body["tags"]?.strings ?? []
        return answer(try await actions.replace(tags, of: request.parameter("project_id"), request.caller), request)
    }

    func removeAll(_ request: APIRequest) async throws -> Response {
        try await actions.removeAll(request.parameter("project_id"), request.caller)
        return .noContent
    }

    func check(_ request: APIRequest) async throws -> Response {
        try await actions.check(request.parameter("tag"), of: request.parameter("project_id"), request.caller)
        return .noContent
    }

    func add(_ request: APIRequest) async throws -> Response {
        try await actions.add(request.parameter("tag"), to: request.parameter("project_id"), request.caller)
        return Response(.created).with(.location, request.selfURL)
    }

    func remove(_ request: APIRequest) async throws -> Response {
        try await actions.remove(request.parameter("tag"), from: request.parameter("project_id"), request.caller)
        return .noContent
    }

    private func answer(_ tags: [String], _ request: APIRequest) -> Response {
        .json { writer in
            writer.object { writer in
                writer.field("tags", tags)
                writer.links(self: request.selfURL)
            }
        }
    }
}
