import CloudCore
import CloudSQL

extension InstanceAction: Record {
    static let table = "instance_actions"
    static let migration = Migration(
        10, "instance actions",
        [
            """
            CREATE TABLE instance_actions (
                id TEXT PRIMARY KEY, server_id TEXT NOT NULL, action TEXT NOT NULL, request_id TEXT NOT NULL,
                user_id TEXT NOT NULL,
                project_id TEXT NOT NULL, started_at BIGINT NOT NULL, updated_at BIGINT NOT NULL, message TEXT)
            """,
            "CREATE INDEX instance_actions_by_server ON instance_actions (server_id, started_at)",
        ])
}

extension InstanceActionEvent: Record {
    static let table = "instance_action_events"
    static let migration = Migration(
        11, "instance action events",
        [
            """
            CREATE TABLE instance_action_events (
                id TEXT PRIMARY KEY, action_id TEXT NOT NULL, event TEXT NOT NULL, host TEXT,
                started_at BIGINT NOT NULL,
                finished_at BIGINT, result TEXT, traceback TEXT)
            """,
            "CREATE INDEX instance_action_events_by_action ON instance_action_events (action_id, started_at)",
        ])
}

extension Connection {
    /// Notes that a part of an action began.
    func begin(_ event: String, of actionID: String, host: String? = nil) throws {
        try table(InstanceActionEvent.self).upsert(
            InstanceActionEvent(
                id: "\(actionID)/\(event)", actionID: actionID, event: event, host: host, startedAt: now,
                finishedAt: nil,
                result: nil, traceback: nil))
    }

    /// Notes how the part, and with it the action, ended; `fault` nil: well.
    func finish(_ event: String, of actionID: String, _ fault: Fault? = nil) throws {
        try table(InstanceActionEvent.self).update(
            set: [
                "finished_at": .timestamp(now), "result": .text(fault == nil ? "Success" : "Error"),
                "traceback": SQLValue(fault.map(\.description)),
            ], where: [.init("id", .isIn, [.string("\(actionID)/\(event)")])])
        var changes: [String: SQLValue] = ["updated_at": .timestamp(now)]
        if fault != nil { changes["message"] = "Error" }
        try table(InstanceAction.self).update(set: changes, where: [.init("id", .isIn, [.string(actionID)])])
    }
}

extension Connection {
    /// Notes that something is being done to a server, with its one event. - Returns: the action's id.
    func note(
        _ action: String, event: String, of server: Server, userID: String, projectID: String,
        _ identifiers: IdentifierSource
    ) throws -> String {
        let row = InstanceAction(
            id: identifiers.uuid(), serverID: server.id, action: action,
            requestID: RequestContext.current?.requestID ?? "req-" + identifiers.uuid(), userID: userID,
            projectID: projectID,
            startedAt: now, updatedAt: now, message: nil)
        try table(InstanceAction.self).insert(row)
        try begin(event, of: row.id, host: server.host)
        return row.id
    }
}
