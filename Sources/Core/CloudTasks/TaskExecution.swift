import CloudCore
import CloudObservability
import CloudSQL

/// Takes one claimed task as far as it goes: to its end, to a wait, or to a step of another role.
struct TaskExecution: Sendable {
    /// How often an undo is tried before it is left to `apus doctor`.
    private static let undoAttempts = 8

    let database: Database
    let queue: TaskQueue
    let roles: Set<String>
    let owner: String
    let observability: Observability
    let clock: CloudClock
    let failpoint: Failpoint

    /// Somebody else has the task now.
    private struct LeaseLost: Error {}

    func run(_ claimed: TaskRow) async {
        let context =
            (try? TaskKind.decode(RequestContext.self, claimed.context))
            ?? RequestContext(requestID: "req-" + claimed.id)
        await RequestContext.$current.withValue(context) {
            do {
                var row = claimed
                while try await advance(&row) {}
            } catch is LeaseLost {
                observability.log.info("task \(claimed.kind) \(claimed.id): taken over by another runner")
            } catch {
                // The lease runs out and the task is claimed anew.
                observability.log.error("task \(claimed.kind) \(claimed.id) \(claimed.resource): \(error)")
            }
        }
    }

    /// Runs the next step; false when the task has ended, waits, or belongs to another role.
    private func advance(_ row: inout TaskRow) async throws -> Bool {
        guard let kind = queue.kind(row.kind) else {
            observability.log.error("task \(row.id): unknown kind \(row.kind)")
            return false
        }
        if row.phase == .undo { return try await undo(&row, kind) }
        guard row.step < kind.steps.count else { return try await succeed(row, kind) }
        if row.cancelled {
            return try await fail(&row, kind, Fault.conflict("The operation was cancelled.", code: "Cancelled"))
        }
        if clock.now > row.deadline {
            return try await fail(
                &row, kind, Fault(504, "Step \"\(kind.steps[row.step].name)\" did not end in time.", code: "Deadline"))
        }
        return try await perform(&row, kind)
    }

    private func perform(_ row: inout TaskRow, _ kind: TaskKind) async throws -> Bool {
        let step = kind.steps[row.step]
        let run = run(of: row, fault: nil)
        let state = row.state
        do {
            failpoint.reach(kind.name, step.name, "before")
            let (next, result) = try await observability.tracer.span("task \(kind.name): \(step.name)") {
                try await step.perform(state, run)
            }
            failpoint.reach(kind.name, step.name, "after")
            row.state = next
            row.signal = nil
            switch result {
            case .done:
                row.step += 1
                row.attempt = 1
                row.role = row.step < kind.steps.count ? kind.steps[row.step].role : row.role
                if row.step == kind.steps.count {
                    let ended = try await succeed(row, kind)
                    failpoint.reach(kind.name, step.name, "stored")
                    return ended
                }
                let mine = roles.contains(row.role)
                try await store(&row, release: !mine, handled: run.signal)
                failpoint.reach(kind.name, step.name, "stored")
                return mine
            case .wait(let time):
                row.runAt = clock.now + time
                try await store(&row, release: true, handled: run.signal)
                failpoint.reach(kind.name, step.name, "stored")
                return false
            }
        } catch let error as LeaseLost {
            throw error
        } catch {
            let fault = Fault(error)
            // What does not answer now may answer soon: the deadline bounds the trying.
            if fault.status == 503 || fault.status == 504 || error is SQLError {
                observability.log.info("task \(kind.name) \(row.resource) step \(step.name) again: \(fault)")
                row.runAt = clock.now + .milliseconds(min(5000, 100 << min(row.attempt, 6)))
                try await store(&row, release: true, handled: run.signal)
                return false
            }
            return try await fail(&row, kind, fault)
        }
    }

    private func fail(_ row: inout TaskRow, _ kind: TaskKind, _ fault: Fault) async throws -> Bool {
        observability.log.warning(
            "task \(kind.name) \(row.resource) step \(kind.steps[row.step].name) failed: \(fault)")
        row.phase = .undo
        row.attempt = 1
        row.fault = try TaskKind.encode(TaskFault(fault))
        row.role = kind.steps[row.step].role
        let mine = roles.contains(row.role)
        try await store(&row, release: !mine, handled: nil)
        return mine
    }

    private func undo(_ row: inout TaskRow, _ kind: TaskKind) async throws -> Bool {
        let fault =
            try row.fault.map { try TaskKind.decode(TaskFault.self, $0).fault } ?? Fault(500, "The operation failed.")
        if row.step < 0 {
            let ended = row
            try await end(ended, kind) { try kind.failed($0, ended.state, fault) }
            return false
        }
        let step = kind.steps[row.step]
        if let undo = step.undo {
            let (run, state) = (run(of: row, fault: fault), row.state)
            do {
                row.state = try await observability.tracer.span("task \(kind.name): undo \(step.name)") {
                    try await undo(state, run)
                }
            } catch {
                observability.log.error("task \(kind.name) \(row.resource) undo of \(step.name): \(error)")
                if row.attempt < Self.undoAttempts {
                    row.runAt = clock.now + .milliseconds(min(10000, 200 << min(row.attempt, 6)))
                    try await store(&row, release: true, handled: nil)
                    return false
                }
            }
            failpoint.reach(kind.name, step.name, "undone")
        }
        row.step -= 1
        row.attempt = 1
        row.role = row.step >= 0 ? kind.steps[row.step].role : row.role
        let mine = roles.contains(row.role)
        try await store(&row, release: !mine, handled: nil)
        return mine
    }

    private func succeed(_ row: TaskRow, _ kind: TaskKind) async throws -> Bool {
        try await end(row, kind) { try kind.succeeded($0, row.state) }
        observability.log.info(
            "task \(kind.name) \(row.resource) done in \((clock.now - row.createdAt).milliseconds)ms")
        return false
    }

    /// The resource's last state change and the end of the row that owned it, in one transaction.
    private func end(_ row: TaskRow, _ kind: TaskKind, _ change: @escaping @Sendable (Connection) throws -> Void)
        async throws
    {
        let (owner, queue) = (owner, queue)
        try await database.write { connection in
            let gone = try connection.execute(
                "DELETE FROM tasks WHERE id = $1 AND lease_owner = $2", [.text(row.id), .text(owner)])
            guard gone == 1 else { throw LeaseLost() }
            try change(connection)
            // The next task of this resource may go now.
            let next = try connection.all(
                TaskRow.self, "SELECT * FROM tasks WHERE resource = $1 ORDER BY created_at, id LIMIT 1",
                [.text(row.resource)])
            for task in next { queue.wakeAfterCommit(connection, task.id, role: task.role) }
        }
    }

    /// Stores how far the task has come. A signal that came meanwhile stays, and the task runs at once.
    private func store(_ row: inout TaskRow, release: Bool, handled: String?) async throws {
        let (owner, queue, now, id) = (owner, queue, clock.now, row.id)
        let sql = """
            UPDATE tasks SET state = $3, phase = $4, step = $5, role = $6, attempt = $7, fault = $8,
                run_at = CASE WHEN signal IS NOT NULL AND signal <> $9 OR cancelled <> $12
                    THEN CAST($10 AS BIGINT) ELSE CAST($11 AS BIGINT) END,
                signal = CASE WHEN signal = $9 THEN NULL ELSE signal END
                \(release ? ", lease_owner = NULL, lease_until = NULL" : "")
            WHERE id = $1 AND lease_owner = $2 RETURNING *
            """
        let parameters: [SQLValue] = [
            .text(row.id), .text(owner), .text(row.state), .text(row.phase.rawValue), .integer(Int64(row.step)),
            .text(row.role),
            .integer(Int64(row.attempt)), row.fault.map { .text($0) } ?? .null, .text(handled ?? ""),
            .integer(now.microseconds),
            .integer(row.runAt.microseconds), .integer(row.cancelled ? 1 : 0),
        ]
        row = try await database.write { connection in
            guard let stored = try connection.all(TaskRow.self, sql, parameters).first else { throw LeaseLost() }
            if release, stored.runAt <= now { queue.wakeAfterCommit(connection, id, role: stored.role) }
            return stored
        }
    }

    private func run(of row: TaskRow, fault: Fault?) -> TaskRun {
        TaskRun(
            id: row.id, resource: row.resource, attempt: row.attempt, deadline: row.deadline, signal: row.signal,
            fault: fault)
    }
}
