import CloudCore
import CloudHTTP
import CloudJSON

/// `/v3/users/{user_id}/OS-OAUTH1/access_tokens` (Identity API v3 OS-OAUTH1).
struct AccessTokensAPI: Sendable {
    let actions: AccessTokenActions

    static let shape = ListShape(.keystone)

    var routes: [Route] {
        let path = "/v3/users/{user_id}/OS-OAUTH1/access_tokens"
        let one = path + "/{access_token_id}"
        return [
            .get(path, "identity:list_access_tokens", list), .get(one, "identity:get_access_token", show),
            .delete(one, "identity:delete_access_token", delete),
            .get(one + "/roles", "identity:list_access_token_roles", listRoles),
            .get(one + "/roles/{role_id}", "identity:get_access_token_role", showRole),
        ]
    }

    func list(_ request: APIRequest) async throws -> Response {
        let page = try await Self.shape.query(request).page {
            try await actions.list(request.parameter("user_id"), $0, request.caller)
        }
        return await .keystoneList("access_tokens", page, request, marker: \.id) { Self.write($1, request, &$0) }
    }

    func show(_ request: APIRequest) async throws -> Response {
        let token = try await actions.show(id(request), of: request.parameter("user_id"), request.caller)
        return .keystone("access_token") { Self.write(token, request, &$0) }
    }

    func delete(_ request: APIRequest) async throws -> Response {
        try await actions.delete(id(request), of: request.parameter("user_id"), request.caller)
        return .noContent
    }

    func listRoles(_ request: APIRequest) async throws -> Response {
        let token = try await actions.show(
            id(request), of: request.parameter("user_id"), as: "identity:list_access_token_roles", request.caller)
        return await .keystoneList("roles", token.roleIDs, request) { writer, role in
            writer.object { writer in
                writer.field("id", role)
                writer.links(self: "\(request.serviceURL)/v3/roles/\(role)")
            }
        }
    }

    func showRole(_ request: APIRequest) async throws -> Response {
        let role = try await actions.role(
            request.parameter("role_id"), of: id(request), request.parameter("user_id"), request.caller)
        return .keystone("role") { RolesAPI.write(role, request, &$0) }
    }

    private func id(_ request: APIRequest) -> String { request.parameter("access_token_id") }

    private static func write(_ token: AccessToken, _ request: APIRequest, _ writer: inout JSONWriter) {
        let url = "\(request.serviceURL)/v3/users/\(token.userID)/OS-OAUTH1/access_tokens/\(token.id)"
        writer.object { writer in
            writer.field("id", token.id)
            writer.field("consumer_id", token.consumerID)
            writer.field("project_id", token.projectID)
            writer.field("authorizing_user_id", token.userID)
            writer.field("expires_at", token.expiresAt?.text(.microseconds))
            writer.field("links") { writer in
                writer.object { writer in
                    writer.field("self", url)
                    writer.field("roles", url + "/roles")
                }
            }
        }
    }
}
