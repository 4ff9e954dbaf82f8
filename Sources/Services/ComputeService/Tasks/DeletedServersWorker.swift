import CloudCore
import CloudSQL

/// Forgets servers that were deleted long ago, with their actions.
struct DeletedServersWorker: Sendable {
    let database: Database
    let clock: CloudClock
    let kept: Duration

    @Sendable func run() async throws {
        let before = clock.now - kept
        try await database.write { try $0.forgetServers(deletedBefore: before) }
    }
}
