import CloudAuth
import CloudCore
import CloudSQL

/// What was done to a server: list and show.
struct ActionLogActions: Sendable {
    let context: ComputeContext

    /// Also of deleted servers, whose users may ask why they are gone (`withDeleted`, from microversion 2.21).
    func list(_ id: String, _ query: ListQuery, withDeleted: Bool, _ caller: Caller) async throws -> [InstanceAction] {
        try await context.database.read { connection in
            try require(id, "os_compute_api:os-instance-actions:list", withDeleted, caller, connection)
            return try connection.table(InstanceAction.self).list(query.with("server_id", .string(id)))
        }
    }

    /// An action by the id of the request that asked for it, with its events if the caller may see them.
    func show(
        _ requestID: String, of id: String, withDeleted: Bool, _ caller: Caller
    ) async throws -> (action: InstanceAction, events: [InstanceActionEvent]) {
        try await context.database.read { connection in
            try require(id, "os_compute_api:os-instance-actions:show", withDeleted, caller, connection)
            let action = try connection.table(InstanceAction.self).first(
                where: [.init("server_id", .isIn, [.string(id)]), .init("request_id", .isIn, [.string(requestID)])])
            guard let action else {
                throw Fault.notFound("Action for request_id \(requestID) on instance \(id) not found")
            }
            let events = try connection.table(InstanceActionEvent.self).list(
                .init(
                    filters: [.init("action_id", .isIn, [.string(action.id)])],
                    order: [.init("started_at", ascending: false)]))
            return (action, events)
        }
    }

    private func require(
        _ id: String, _ rule: String, _ withDeleted: Bool, _ caller: Caller, _ connection: Connection
    ) throws {
        guard let server = try connection.table(Server.self).find(id), withDeleted || server.vmState != .deleted,
            server.projectID == caller.projectID || caller.hasRole("admin")
        else { throw Fault.notFound("Instance \(id) could not be found.") }
        try context.policy.enforce(rule, caller, .project(server.projectID))
    }
}
