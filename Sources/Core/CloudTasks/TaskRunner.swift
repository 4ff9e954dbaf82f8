package import CloudCore
package import CloudMessaging
package import CloudObservability
package import CloudSQL

/// Runs the steps that belong to its roles: claims tasks under a lease, performs or undoes their steps, and hands them
/// on.
///
/// Any number of runners may work on one database. A runner that dies loses its leases, and another goes on from the
/// last stored step.
package actor TaskRunner {
    private static let lease = Duration.seconds(15)
    private static let look = Duration.seconds(1)

    private let database: Database
    private let queue: TaskQueue
    private let roles: [String]
    private let owner: String
    private let bus: any Bus
    private let execution: TaskExecution
    private let clock: CloudClock
    private let log: Log
    private let concurrency: Int
    private var running: Set<String> = []
    private var subscriptions: [Subscription] = []

    /// - Parameters:
    ///   - roles: whose steps run here.
    ///   - concurrency: tasks at a time.
    package init(
        database: Database, queue: TaskQueue, roles: [String], bus: any Bus, observability: Observability,
        concurrency: Int = 64,
        clock: CloudClock = .system, identifiers: IdentifierSource = .random, failpoint: Failpoint = .none
    ) {
        self.database = database
        self.queue = queue
        self.roles = roles
        self.bus = bus
        self.clock = clock
        self.concurrency = concurrency
        log = observability.log
        owner = identifiers.uuid()
        execution = TaskExecution(
            database: database, queue: queue, roles: Set(roles), owner: owner, observability: observability,
            clock: clock,
            failpoint: failpoint)
    }

    /// Frees the leases of tasks that wait for these roles' steps: for a process that knows that no other has them.
    package func takeOver() async throws {
        let names = roles.indices.map { "$\($0 + 1)" }.joined(separator: ", ")
        let parameters = roles.map { SQLValue.text($0) }
        _ = try await database.write {
            try $0.execute(
                """
                UPDATE tasks SET lease_owner = NULL, lease_until = NULL
                WHERE lease_owner IS NOT NULL AND role IN (\(names))
                """, parameters)
        }
    }

    /// Works until cancelled.
    package func run() async throws {
        for role in roles {
            subscriptions.append(
                try await bus.subscribe(
                    queue.topic(role),
                    [.on(WakeTask.self) { [weak self] message, _ in await self?.start(only: message.taskID) }],
                    concurrency: concurrency))
        }
        while !Task.isCancelled {
            await start(only: nil)
            await renew()
            try? await Task.sleep(for: Self.look)
        }
        for subscription in subscriptions { subscription.cancel() }
    }

    private func start(only id: String?) async {
        let free = concurrency - running.count
        guard free > 0 else { return }
        do {
            let rows = try await claim(only: id, limit: free)
            for row in rows {
                running.insert(row.id)
                Task {
                    await execution.run(row)
                    self.ended(row.id)
                }
            }
        } catch {
            log.warning("tasks cannot be claimed: \(error)")
        }
    }

    private func ended(_ id: String) { running.remove(id) }

    /// Takes tasks that are due, unowned (or whose owner is gone), and the oldest of their resource.
    private func claim(only id: String?, limit: Int) async throws -> [TaskRow] {
        let names = roles.indices.map { "$\($0 + 5)" }.joined(separator: ", ")
        let sql = """
            UPDATE tasks SET lease_owner = $1, lease_until = $2, attempt = attempt + 1
            WHERE id IN (
                SELECT id FROM tasks t
                WHERE t.role IN (\(names)) AND t.run_at <= $3 AND (t.lease_until IS NULL OR t.lease_until < $3)
                    AND NOT EXISTS (
                        SELECT 1 FROM tasks o WHERE o.resource = t.resource
                            AND (o.created_at < t.created_at OR (o.created_at = t.created_at AND o.id < t.id)))
                    \(id == nil ? "" : "AND t.id = $\(roles.count + 5)")
                ORDER BY t.run_at LIMIT $4)
                AND (lease_until IS NULL OR lease_until < $3)
            RETURNING *
            """
        let now = clock.now
        var parameters: [SQLValue] = [
            .text(owner), .integer((now + Self.lease).microseconds), .integer(now.microseconds), .integer(Int64(limit)),
        ]
        parameters += roles.map { .text($0) }
        if let id { parameters.append(.text(id)) }
        let all = parameters
        if id == nil {
            // Most looks find nothing: they do not take the writer.
            let due = try await database.read { connection in
                try connection.scalar(
                    "SELECT 1 FROM tasks WHERE run_at <= $1 AND (lease_until IS NULL OR lease_until < $1) LIMIT 1",
                    [.integer(now.microseconds)])
            }
            guard due != nil else { return [] }
        }
        return try await database.write { try $0.all(TaskRow.self, sql, all) }
    }

    private func renew() async {
        guard !running.isEmpty else { return }
        let (owner, until) = (owner, (clock.now + Self.lease).microseconds)
        do {
            _ = try await database.write {
                try $0.execute(
                    "UPDATE tasks SET lease_until = $2 WHERE lease_owner = $1", [.text(owner), .integer(until)])
            }
        } catch {
            log.warning("leases cannot be renewed: \(error)")
        }
    }
}
