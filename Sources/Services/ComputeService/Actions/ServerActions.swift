import CloudAuth
import CloudCore
import CloudSQL
import CloudTasks

/// Servers: show, change, delete, and what is done to them while they stand.
struct ServerActions: Sendable {
    let context: ComputeContext

    /// What a client may change of a server.
    struct Change: Sendable {
        var name: String?
        /// Present and nil: no description.
        var description: String??
        var hostname: String?
        var accessV4: String??
        var accessV6: String??
        var diskConfig: String?
    }

    func show(_ id: String, _ caller: Caller, rule: String = "os_compute_api:servers:show") async throws -> Server {
        try await context.database.read { try found(id, rule, caller, $0) }
    }

    func update(_ id: String, _ change: Change, _ caller: Caller) async throws -> Server {
        try await context.database.write { connection in
            var server = try found(id, "os_compute_api:servers:update", caller, connection)
            if let name = change.name { server.name = name }
            if let description = change.description { server.description = description }
            if let hostname = change.hostname { server.hostname = hostname }
            if let address = change.accessV4 { server.accessV4 = address }
            if let address = change.accessV6 { server.accessV6 = address }
            if let config = change.diskConfig { server.diskConfig = config }
            server.updatedAt = connection.now
            try connection.table(Server.self).update(&server)
            return server
        }
    }

    /// Deletes a server in whatever state it is; what is being done to it is given up.
    func delete(_ id: String, _ caller: Caller, rule: String = "os_compute_api:servers:delete") async throws {
        try await context.database.write { connection in
            var server = try found(id, rule, caller, connection)
            try requireUnlocked(server, caller)
            // Asked for twice: the first deletion goes on.
            if server.taskState == .deleting, try !connection.tasks(of: [server.id]).isEmpty { return }
            try context.queue.cancel(connection, resource: server.resource)
            server.taskState = .deleting
            server.updatedAt = connection.now
            try connection.table(Server.self).update(&server)
            let actionID = try connection.note(
                "delete", event: DeleteServerTask.event, of: server, userID: caller.user.id,
                projectID: caller.projectID ?? server.projectID, context.identifiers)
            try context.queue.enqueue(
                connection, DeleteServerTask.name, resource: server.resource,
                state: DeleteServerTask.State(serverID: server.id, actionID: actionID))
        }
    }

    /// Begins a move: checked, noted, and handed to a task.
    func begin(_ move: ServerMove, _ id: String, _ caller: Caller, rule: String) async throws {
        try await context.database.write { connection in
            var server = try found(id, rule, caller, connection)
            try requireUnlocked(server, caller)
            try begin(move, &server, imageID: nil, caller, connection)
        }
    }

    /// The same within a transaction, for a server that the caller may touch.
    func begin(_ move: ServerMove, _ server: inout Server, imageID: String?, _ caller: Caller, _ connection: Connection)
        throws
    {
        try move.check(server)
        guard server.host != nil else { throw Fault.conflict("Instance \(server.id) is not ready") }
        // A hard reboot takes the place of what hangs.
        if server.taskState != nil { try context.queue.cancel(connection, resource: server.resource) }
        server.taskState = move.taskState
        server.updatedAt = connection.now
        try connection.table(Server.self).update(&server)
        let actionID = try connection.note(
            move.name, event: OperateServerTask.event(move), of: server, userID: caller.user.id,
            projectID: caller.projectID ?? server.projectID, context.identifiers)
        try context.queue.enqueue(
            connection, OperateServerTask.name, resource: server.resource,
            state: OperateServerTask.State(
                serverID: server.id, actionID: actionID, move: move.rawValue, imageID: imageID))
    }

    /// An administrator says what the server is; what is being done to it is given up.
    func resetState(_ id: String, to state: VMState, _ caller: Caller) async throws {
        try await context.database.write { connection in
            var server = try found(id, "os_compute_api:os-admin-actions:reset_state", caller, connection)
            // A deletion is not given up half done.
            guard server.taskState != .deleting else {
                throw Fault.conflict("Cannot 'resetState' instance \(id) while it is in task_state deleting")
            }
            try context.queue.cancel(connection, resource: server.resource)
            server.vmState = state
            server.taskState = nil
            if state == .active { server.launchedAt = server.launchedAt ?? connection.now }
            server.updatedAt = connection.now
            try connection.table(Server.self).update(&server)
        }
    }

    func lock(_ id: String, reason: String?, _ caller: Caller) async throws {
        try await context.database.write { connection in
            var server = try found(id, "os_compute_api:os-lock-server:lock", caller, connection)
            server.isLockedByAdmin = caller.hasRole("admin") && caller.projectID != server.projectID
            server.isLocked = true
            server.lockReason = reason
            server.updatedAt = connection.now
            try connection.table(Server.self).update(&server)
        }
    }

    func unlock(_ id: String, _ caller: Caller) async throws {
        try await context.database.write { connection in
            var server = try found(id, "os_compute_api:os-lock-server:unlock", caller, connection)
            if server.isLockedByAdmin {
                try context.policy.enforce(
                    "os_compute_api:os-lock-server:unlock:unlock_override", caller, .project(server.projectID))
            }
            server.isLocked = false
            server.isLockedByAdmin = false
            server.lockReason = nil
            server.updatedAt = connection.now
            try connection.table(Server.self).update(&server)
        }
    }

    /// The server, if the caller may know of it and do that; another project's is not found.
    func found(_ id: String, _ rule: String, _ caller: Caller, _ connection: Connection) throws -> Server {
        let server = try connection.table(Server.self).present(id)
        let target = PolicyTarget.project(server.projectID)
        guard
            caller.projectID == server.projectID || caller.hasRole("admin")
                || context.policy.allows(rule, caller, target)
        else {
            throw Fault.notFound("Instance \(id) could not be found.")
        }
        try context.policy.enforce(rule, caller, .project(server.projectID))
        return server
    }

    func requireUnlocked(_ server: Server, _ caller: Caller) throws {
        guard !server.isLocked || caller.hasRole("admin") else {
            throw Fault.conflict("Instance \(server.id) is locked")
        }
    }
}
