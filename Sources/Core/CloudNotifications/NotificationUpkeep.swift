import CloudCore
import CloudObservability
import CloudSQL

/// Looks after notifications that wait: says that their process lives, takes those of processes that do not, and drops
/// what is too old or too many.
struct NotificationUpkeep: Sendable {
    /// After so long a process that has rows waiting says that it lives; after so long without a word it counts as
    /// gone.
    private static let sayAfter = Duration.seconds(20)
    private static let grace = Duration.seconds(60)

    let database: Database
    let owner: String
    let retention: Duration
    let capacity: Int
    let observability: Observability

    /// What was found.
    private struct Found: Sendable {
        var isMineWaiting = false
        var isOrphaned = false
        var isTooOld = false
        var surplus = 0

        var needsWork: Bool { isMineWaiting || isOrphaned || isTooOld || surplus > 0 }
    }

    func run() async throws {
        // Mostly there is nothing: that takes no writer.
        let found = try await database.read { try look($0) }
        guard found.needsWork else { return }
        let dropped = try await database.write { connection in
            if found.isMineWaiting {
                _ = try connection.acquireLease(name: lease(of: owner), owner: owner, for: Self.grace)
            }
            if found.isOrphaned {
                try connection.execute(
                    "UPDATE notifications SET owner = $1 WHERE \(Self.orphaned)", orphans(connection))
            }
            return try drop(connection)
        }
        if dropped > 0 {
            observability.metrics.count("apus_notifications_dropped_total", by: Double(dropped))
            observability.log.error(
                "notifications: \(dropped) were never sent and are dropped: they waited longer than \(retention), or "
                    + "more than \(capacity) were waiting")
        }
    }

    private func look(_ connection: Connection) throws -> Found {
        var found = Found()
        let count: Int = try connection.scalar("SELECT count(*) FROM notifications")?.number() ?? 0
        guard count > 0 else { return found }
        found.surplus = max(0, count - capacity)
        found.isMineWaiting = try exists(
            "owner = $1 AND created_at < $2", [.text(owner), before(Self.sayAfter, connection)])
        found.isOrphaned = try exists(Self.orphaned, orphans(connection))
        found.isTooOld = try exists("created_at < $1", [before(retention, connection)])
        return found

        func exists(_ condition: String, _ parameters: [SQLValue]) throws -> Bool {
            try connection.scalar("SELECT 1 FROM notifications WHERE \(condition) LIMIT 1", parameters) != nil
        }
    }

    /// Old, another's, and that one says nothing.
    private static let orphaned = """
        owner <> $1 AND created_at < $2 AND NOT EXISTS (
            SELECT 1 FROM leases l WHERE l.name = 'notifications/' || notifications.owner AND l.expires_at > $3)
        """

    private func orphans(_ connection: Connection) -> [SQLValue] {
        [.text(owner), before(Self.grace, connection), .timestamp(connection.now)]
    }

    private func drop(_ connection: Connection) throws -> Int {
        var dropped = try connection.execute(
            "DELETE FROM notifications WHERE created_at < $1", [before(retention, connection)])
        let count: Int = try connection.scalar("SELECT count(*) FROM notifications")?.number() ?? 0
        if count > capacity {
            dropped += try connection.execute(
                """
                DELETE FROM notifications WHERE id IN (
                    SELECT id FROM notifications ORDER BY created_at, place LIMIT $1)
                """, [.integer(Int64(count - capacity))])
        }
        return dropped
    }

    private func before(_ age: Duration, _ connection: Connection) -> SQLValue { .timestamp(connection.now - age) }

    private func lease(of owner: String) -> String { "notifications/" + owner }
}
