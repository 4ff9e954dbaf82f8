import CloudHTTP
import CloudJSON
import HTTPTypes

/// Which projects see which endpoints and endpoint groups (Identity API v3, extension "OS-EP-FILTER").
struct EndpointFilterAPI: Sendable {
    let actions: EndpointFilterActions

    var routes: [Route] {
        let base = "/v3/OS-EP-FILTER"
        return [
            .get(
                base + "/endpoints/{endpoint_id}/projects", "identity:list_projects_for_endpoint",
                projects(.endpoint)),
            .get(base + "/projects/{project_id}/endpoints", "identity:list_endpoints_for_project", endpoints),
            .get(base + "/projects/{project_id}/endpoint_groups", "identity:list_endpoint_groups_for_project", groups),
            .get(
                base + "/endpoint_groups/{endpoint_group_id}/projects",
                "identity:list_projects_associated_with_endpoint_group", projects(.group)),
        ] + pair(base + "/projects/{project_id}/endpoints/{endpoint_id}", .endpoint, "check_endpoint_in_project")
            + pair(
                base + "/endpoint_groups/{endpoint_group_id}/projects/{project_id}", .group,
                "get_endpoint_group_in_project")
    }

    /// Check, add and remove one association.
    private func pair(_ path: String, _ kind: EndpointFilter, _ check: String) -> [Route] {
        [
            .get(path, "identity:\(check)") { request in
                let id = Self.id(kind, request)
                let project = request.parameter("project_id")
                try await actions.check(kind, id, of: project, request.caller)
                return kind == .endpoint ? .noContent : Self.association(id, project)
            },
            .put(path, "identity:add_\(kind.rawValue)_to_project") { request in
                try await actions.add(
                    kind, Self.id(kind, request), to: request.parameter("project_id"), request.caller)
                return .noContent
            },
            .delete(path, "identity:remove_\(kind.rawValue)_from_project") { request in
                try await actions.remove(
                    kind, Self.id(kind, request), from: request.parameter("project_id"), request.caller)
                return .noContent
            },
        ]
    }

    private func projects(_ kind: EndpointFilter) -> Route.Answer {
        { request in
            let projects = try await actions.projects(kind, having: Self.id(kind, request), request.caller)
            return await .keystoneList("projects", projects, request) { ProjectsAPI.write($1, request, &$0) }
        }
    }

    private func endpoints(_ request: APIRequest) async throws -> Response {
        let endpoints = try await actions.endpoints(of: request.parameter("project_id"), request.caller)
        return await .keystoneList("endpoints", endpoints, request) { EndpointsAPI.write($1, request, &$0) }
    }

    private func groups(_ request: APIRequest) async throws -> Response {
        let groups = try await actions.groups(of: request.parameter("project_id"), request.caller)
        return await .keystoneList("endpoint_groups", groups, request) { EndpointGroupsAPI.write($1, request, &$0) }
    }

    private static func id(_ kind: EndpointFilter, _ request: APIRequest) -> String {
        request.parameter(kind.rawValue + "_id")
    }

    private static func association(_ group: String, _ project: String) -> Response {
        .keystone("project_endpoint_group") { writer in
            writer.object { writer in
                writer.field("endpoint_group_id", group)
                writer.field("project_id", project)
                writer.links(self: "/OS-EP-FILTER/endpoint_groups/\(group)/projects/\(project)")
            }
        }
    }
}
