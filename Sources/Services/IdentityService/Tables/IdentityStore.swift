import AgentProtocols
import CloudCore
import CloudMessaging
import CloudSQL

/// Identity's database. Every write counts one change, so that each process sees when what it remembers is old.
struct IdentityStore: Sendable {
    let database: Database
    let bus: any Bus
    let clock: CloudClock
    /// Writes of this process that have committed.
    private let writes = LockedValue<UInt64>(0)
    private let reading = LockedValue<Reading?>(nil)

    /// The count of changes as it was read, and when.
    private struct Reading: Sendable {
        var changes: Int64
        var writes: UInt64
        var moment: ContinuousClock.Instant
    }

    /// Of the store itself; areas have their own.
    static let migrations = [changes, PageIndexes.migration, PageIndexes.byName, PageIndexes.ofAssignments]

    /// The count of changes: the one row of `changes`.
    private static let changes = Migration(
        4, "changes",
        [
            "CREATE TABLE changes (id TEXT PRIMARY KEY, number BIGINT NOT NULL)",
            "INSERT INTO changes (id, number) VALUES ('identity', 1)",
        ])

    func read<T: Sendable>(_ body: @escaping @Sendable (Connection) throws -> T) async throws -> T {
        try await wording { try await database.read(body) }
    }

    /// - Parameter conflict: what to say when another row has what must be unique.
    func write<T: Sendable>(
        conflict: Fault? = nil, _ body: @escaping @Sendable (Connection) throws -> T
    ) async throws -> T {
        try await wording {
            do {
                let value = try await database.write { connection in
                    let value = try body(connection)
                    try connection.execute("UPDATE changes SET number = number + 1 WHERE id = 'identity'")
                    return value
                }
                writes.withLock { $0 &+= 1 }
                return value
            } catch let SQLError.uniqueViolation(columns) {
                throw conflict ?? Fault(409, "Conflict occurred attempting to store an entry.", cause: columns)
            }
        }
    }

    /// How often anything in identity changed. A reading serves for a millisecond, unless this process has written
    /// since: what one request asks for costs one.
    func changes() async throws -> Int64 {
        let moment = ContinuousClock.now
        let writes = writes.withLock { $0 }
        if let last = reading.withLock({ $0 }), last.writes == writes, moment - last.moment < .milliseconds(1) {
            return last.changes
        }
        let changes = try await read { try $0.changes() }
        reading.withLock { $0 = Reading(changes: changes, writes: writes, moment: moment) }
        return changes
    }

    /// Writes what no token hangs on, such as failed sign-ins: nobody has to forget anything for it.
    func note<T: Sendable>(_ body: @escaping @Sendable (Connection) throws -> T) async throws -> T {
        try await wording { try await database.write(body) }
    }

    /// Tells other services, once the transaction has committed, that tokens lost their force.
    func announce(_ message: TokensRevoked, _ connection: Connection) {
        let bus = bus
        connection.afterCommit {
            // A lost message costs only latency: what others remember ends by itself.
            Task { try? await bus.fanout(message, to: TokensRevoked.topic) }
        }
    }

    /// What the store refuses, in words for the client.
    private func wording<T>(_ body: () async throws -> T) async throws -> T {
        do {
            return try await body()
        } catch SQLError.notFound {
            throw Fault.notFound("Marker could not be found.")
        } catch SQLError.other(code: "22021", _) {
            throw Fault.badRequest("Text must not contain the character U+0000.")
        } catch let error as SQLError {
            switch error {
            case .busy, .connectionLost:
                throw Fault.unavailable("The identity database does not answer now; try again.", cause: "\(error)")
            default: throw error
            }
        }
    }
}

extension Connection {
    /// How often anything in identity changed.
    func changes() throws -> Int64 { try scalar("SELECT number FROM changes WHERE id = 'identity'")?.number() ?? 0 }
}
