import CloudCore
import CloudHTTP

/// `/v3/groups/{group_id}/users` (Identity API v3, "Groups").
struct MembershipsAPI: Sendable {
    let actions: MembershipActions

    var routes: [Route] {
        let path = "/v3/groups/{group_id}/users"
        return [
            .get(path, "identity:list_users_in_group", list),
            .get(path + "/{user_id}", "identity:check_user_in_group", check),
            .put(path + "/{user_id}", "identity:add_user_to_group", add),
            .delete(path + "/{user_id}", "identity:remove_user_from_group", remove),
        ]
    }

    func list(_ request: APIRequest) async throws -> Response {
        let query = try PasswordExpiryFilter.add(to: UsersAPI.shape.query(request), request)
        let page = try await query.page {
            try await actions.users(in: request.parameter("group_id"), $0, request.caller)
        }
        let identities = try await actions.identities(of: page.items)
        return await .keystoneList("users", page, request, marker: \.id) {
            UsersAPI.write($1, identities[$1.id] ?? [], request, &$0)
        }
    }

    func check(_ request: APIRequest) async throws -> Response {
        try await actions.check(request.parameter("user_id"), in: request.parameter("group_id"), request.caller)
        return .noContent
    }

    func add(_ request: APIRequest) async throws -> Response {
        try await actions.add(request.parameter("user_id"), to: request.parameter("group_id"), request.caller)
        return .noContent
    }

    func remove(_ request: APIRequest) async throws -> Response {
        try await actions.remove(request.parameter("user_id"), from: request.parameter("group_id"), request.caller)
        return .noContent
    }
}
