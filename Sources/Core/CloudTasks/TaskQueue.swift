package import CloudCore
package import CloudMessaging
package import CloudSQL

/// Puts tasks into a service's database and tells those who wait for them. Used inside the transaction of the state
/// change.
package struct TaskQueue: Sendable {
    private let service: String
    private let kinds: [String: TaskKind]
    private let bus: any Bus
    private let clock: CloudClock
    private let identifiers: IdentifierSource

    /// - Parameter service: `compute`: the first part of its topics (`compute.conductor`).
    package init(
        service: String, kinds: [TaskKind], bus: any Bus, clock: CloudClock = .system,
        identifiers: IdentifierSource = .random
    ) {
        self.service = service
        self.kinds = Dictionary(kinds.map { ($0.name, $0) }, uniquingKeysWith: { $1 })
        self.bus = bus
        self.clock = clock
        self.identifiers = identifiers
    }

    package var all: [TaskKind] { Array(kinds.values) }

    package func kind(_ name: String) -> TaskKind? { kinds[name] }

    /// Adds a task in this transaction; once that is committed, its first role is woken.
    /// - Returns: the task's id.
    @discardableResult
    package func enqueue(_ connection: Connection, _ kindName: String, resource: String, state: some Encodable) throws
        -> String
    {
        guard let kind = kinds[kindName], let first = kind.steps.first else {
            throw Fault(
                500, "An unexpected error prevented the server from fulfilling your request.",
                cause: "no task kind \(kindName)")
        }
        let now = clock.now
        let context = RequestContext.current ?? RequestContext(requestID: "req-" + identifiers.uuid())
        let row = TaskRow(
            id: identifiers.uuid(), kind: kindName, resource: resource, state: try TaskKind.encode(state),
            phase: .perform, step: 0,
            role: first.role, attempt: 0, runAt: now, deadline: now + kind.deadline, leaseOwner: nil, leaseUntil: nil,
            signal: nil,
            cancelled: false, fault: nil, context: try TaskKind.encode(context), createdAt: now)
        try connection.table(TaskRow.self).insert(row)
        wakeAfterCommit(connection, row.id, role: first.role)
        return row.id
    }

    /// Asks all tasks of `resource` that stand now to stop at their next step and be undone; tasks enqueued later
    /// follow them.
    package func cancel(_ connection: Connection, resource: String) throws {
        let rows = try connection.all(
            TaskRow.self,
            "UPDATE tasks SET cancelled = 1, run_at = $2 WHERE resource = $1 AND phase = 'perform' RETURNING *",
            [.text(resource), .integer(clock.now.microseconds)])
        for row in rows { wakeAfterCommit(connection, row.id, role: row.role) }
    }

    /// Tells a waiting task something; its step is performed again with it. A task that is gone is not told.
    package func signal(_ connection: Connection, taskID: String, _ payload: some Encodable) throws {
        let rows = try connection.all(
            TaskRow.self, "UPDATE tasks SET signal = $2, run_at = $3 WHERE id = $1 AND phase = 'perform' RETURNING *",
            [.text(taskID), .text(try TaskKind.encode(payload)), .integer(clock.now.microseconds)])
        for row in rows { wakeAfterCommit(connection, row.id, role: row.role) }
    }

    func wakeAfterCommit(_ connection: Connection, _ id: String, role: String) {
        let bus = bus
        let topic = topic(role)
        connection.afterCommit {
            // Lost or late: the runner's own look at the table finds the task.
            Task { try? await bus.cast(WakeTask(taskID: id), to: topic) }
        }
    }

    package func topic(_ role: String) -> Topic { Topic("\(service).\(role).tasks") }
}
