import CloudHTTP

/// Roles of users and groups on projects, domains and the system, inherited ones too
/// (Identity API v3, "Roles", "System role assignments", "OS-INHERIT").
struct GrantsAPI: Sendable {
    let actions: GrantActions

    var routes: [Route] {
        let actors: [Assignment.Actor] = [.user, .group]
        return actors.flatMap { actor in
            [Assignment.Target.project, .domain].flatMap { target in
                routes(
                    "/v3/\(target.rawValue)s/{target_id}/\(actor.rawValue)s/{actor_id}/roles", "", actor, target, false)
                    + routes(
                        "/v3/OS-INHERIT/\(target.rawValue)s/{target_id}/\(actor.rawValue)s/{actor_id}/roles",
                        "/inherited_to_projects", actor, target, true)
            } + routes("/v3/system/\(actor.rawValue)s/{actor_id}/roles", "", actor, .system, false)
        }
    }

    private func routes(
        _ path: String, _ suffix: String, _ actor: Assignment.Actor, _ target: Assignment.Target, _ inherited: Bool
    ) -> [Route] {
        func rule(_ verb: String) -> String { GrantActions.Place.rule(verb, target, actor) }
        @Sendable func place(_ request: APIRequest) -> GrantActions.Place {
            GrantActions.Place(
                actor: actor, actorID: request.parameter("actor_id"), target: target,
                targetID: target == .system ? Assignment.system : request.parameter("target_id"), inherited: inherited)
        }
        let one = path + "/{role_id}" + suffix
        return [
            .get(path + suffix, rule("list")) { request in
                let roles = try await actions.list(place(request), request.caller)
                return await .keystoneList("roles", roles, request) { RolesAPI.write($1, request, &$0) }
            },
            .get(one, rule("check")) { request in
                try await actions.check(request.parameter("role_id"), place(request), request.caller)
                return .noContent
            },
            .put(one, rule("create")) { request in
                try await actions.create(request.parameter("role_id"), place(request), request.caller)
                return .noContent
            },
            .delete(one, rule("revoke")) { request in
                try await actions.revoke(request.parameter("role_id"), place(request), request.caller)
                return .noContent
            },
        ]
    }
}
