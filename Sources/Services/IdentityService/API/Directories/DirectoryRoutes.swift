import CloudHTTP
import HTTPTypes

extension Route {
    /// The same route; whoever of a directory its path names is brought up to date before it answers.
    func informed(by directories: Directories) -> Route {
        guard path.contains("{user_id}") || path.contains("{group_id}") else { return self }
        var route = self
        let answer = answer
        let members = path.contains("/groups/{group_id}/users")
        let mayBeGone = method == .delete
        route.answer = { request in
            try await directories.prepare(
                user: request.parameters["user_id"], group: request.parameters["group_id"], members: members,
                mayBeGone: mayBeGone)
            return try await answer(request)
        }
        return route
    }
}
