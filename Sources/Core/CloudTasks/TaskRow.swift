package import CloudCore
package import CloudSQL

/// A durable task as stored: the only thing that may own a transitional state.
package struct TaskRow: Record {
    package static let table = "tasks"

    /// Where a task stands.
    package enum Phase: String, Codable, Sendable {
        /// Steps are performed, first to last.
        case perform
        /// Steps are undone, from the one that failed back to the first.
        case undo
    }

    package var id: String
    package var kind: String
    /// What it works on: `server/2f…`. Tasks of one resource run one after another, oldest first.
    package var resource: String
    /// The kind's own state, as JSON.
    package var state: String
    package var phase: Phase
    /// Index of the step that is next.
    package var step: Int
    /// The role that runs that step.
    package var role: String
    /// How often that step was begun.
    package var attempt: Int
    /// Not to be run before; a parked task's time to look again.
    package var runAt: Timestamp
    package var deadline: Timestamp
    package var leaseOwner: String?
    package var leaseUntil: Timestamp?
    /// What somebody told the parked task, as JSON.
    package var signal: String?
    package var cancelled: Bool
    /// Why it is being undone, as JSON of `TaskFault`.
    package var fault: String?
    /// The request that caused it, as JSON.
    package var context: String
    package var createdAt: Timestamp

    /// The table, as the service's migration of that number.
    package static func migration(_ number: Int) -> Migration {
        Migration(
            number, "tasks",
            [
                """
                CREATE TABLE tasks (
                    id TEXT PRIMARY KEY, kind TEXT NOT NULL, resource TEXT NOT NULL, state TEXT NOT NULL,
                    phase TEXT NOT NULL, step INTEGER NOT NULL, role TEXT NOT NULL, attempt INTEGER NOT NULL,
                    run_at BIGINT NOT NULL, deadline BIGINT NOT NULL, lease_owner TEXT, lease_until BIGINT,
                    signal TEXT, cancelled INTEGER NOT NULL, fault TEXT, context TEXT NOT NULL,
                    created_at BIGINT NOT NULL)
                """,
                "CREATE INDEX tasks_by_role ON tasks (role, run_at)",
                "CREATE INDEX tasks_by_resource ON tasks (resource, created_at)",
            ])
    }
}
