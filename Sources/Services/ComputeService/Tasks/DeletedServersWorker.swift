import CloudCore
import CloudSQL

/// Forgets servers that were deleted long ago, with their actions.
struct DeletedServersWorker: Sendable {
    let database: Database
    let clock: CloudClock
    let kept: Duration

    @Sendable func run() async throws {
        let before = SQLValue.timestamp(clock.now - kept)
        try await database.write { connection in
            let old = "SELECT id FROM servers WHERE deleted_at < $1"
            let actions = "SELECT id FROM instance_actions WHERE server_id IN (\(old))"
            try connection.execute("DELETE FROM instance_action_events WHERE action_id IN (\(actions))", [before])
            try connection.execute("DELETE FROM instance_actions WHERE server_id IN (\(old))", [before])
            try connection.execute("DELETE FROM servers WHERE deleted_at < $1", [before])
        }
    }
}
