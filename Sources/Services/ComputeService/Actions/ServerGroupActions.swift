import CloudAuth
import CloudCore
import CloudSQL

/// Server groups: create, list, show, delete.
struct ServerGroupActions: Sendable {
    let context: ComputeContext

    /// A group with the ids of its servers.
    struct Whole: Sendable {
        var group: ServerGroup
        var members: [String]
    }

    func create(_ name: String, policy: String, maximumPerHost: Int?, _ caller: Caller) async throws -> Whole {
        try context.policy.enforce("os_compute_api:os-server-groups:create", caller, .project(caller.projectID))
        guard let projectID = caller.projectID else {
            throw Fault.badRequest("Server groups belong to a project: the token has none.")
        }
        let group = ServerGroup(
            id: context.identifiers.uuid(), name: name, projectID: projectID, userID: caller.user.id, policy: policy,
            maximumPerHost: maximumPerHost, createdAt: context.clock.now)
        let quota = try await context.quotas.limits(ofProject: projectID)
        try await context.database.write { connection in
            let table = try connection.table(ServerGroup.self)
            let used = try table.count([.init("project_id", [.string(projectID)])])
            try quota.check(.serverGroups, used: used, more: 1, connection) { _ in
                "Quota exceeded, too many server groups."
            }
            try table.insert(group)
        }
        return Whole(group: group, members: [])
    }

    func list(allProjects: Bool, offset: Int, limit: Int, _ caller: Caller) async throws -> [Whole] {
        var query = ListQuery(order: [.init("created_at")])
        if allProjects, context.policy.allows("os_compute_api:os-server-groups:index:all_projects", caller) {
            // Of all.
        } else {
            try context.policy.enforce("os_compute_api:os-server-groups:index", caller, .project(caller.projectID))
            query = query.with("project_id", .string(caller.projectID ?? ""))
        }
        let (wanted, most) = (query, context.configuration.maximumPage)
        return try await context.database.read { connection in
            let groups = try connection.table(ServerGroup.self).list(wanted).dropFirst(offset).prefix(min(limit, most))
            let members = try connection.members(ofGroups: groups.map(\.id))
            return groups.map { Whole(group: $0, members: members[$0.id] ?? []) }
        }
    }

    func show(_ id: String, _ caller: Caller) async throws -> Whole {
        try await context.database.read { connection in
            let group = try found(id, "show", caller, connection)
            return Whole(group: group, members: try connection.members(ofGroups: [id])[id] ?? [])
        }
    }

    /// Its servers stay, in no group.
    func delete(_ id: String, _ caller: Caller) async throws {
        try await context.database.write { connection in
            _ = try found(id, "delete", caller, connection)
            try connection.table(Server.self).update(
                set: ["server_group_id": .null], where: [.init("server_group_id", [.string(id)])])
            try connection.table(ServerGroup.self).delete(id)
        }
    }

    private func found(_ id: String, _ rule: String, _ caller: Caller, _ connection: Connection) throws -> ServerGroup {
        let missing = Fault.notFound("Instance group \(id) could not be found.")
        guard let group = try connection.table(ServerGroup.self).find(id) else { throw missing }
        guard group.projectID == caller.projectID || caller.hasRole("admin") else { throw missing }
        try context.policy.enforce("os_compute_api:os-server-groups:" + rule, caller, .project(group.projectID))
        return group
    }
}
