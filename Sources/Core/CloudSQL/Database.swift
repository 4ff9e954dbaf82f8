package import CloudCore

/// A service's database. Blocking work runs on database threads; closures get a `Connection` for one transaction.
package final class Database: Sendable {
    package let location: DatabaseLocation
    private let migrations: [Migration]
    private let clock: CloudClock
    private let failpoint: Failpoint
    private let readers: DatabaseThreads
    private let writers: DatabaseThreads

    /// How long a lost server is waited for: when opening, and in the midst of work.
    private let openingPatience: Duration
    private let workingPatience: Duration

    /// `readers` threads read; SQLite has one writer, PostgreSQL as many as readers.
    package init(
        _ location: DatabaseLocation, migrations: [Migration], clock: CloudClock = .system,
        failpoint: Failpoint = .none, readers: Int = 2, openingPatience: Duration = .seconds(15),
        workingPatience: Duration = .seconds(5)
    ) throws {
        self.location = location
        self.migrations = try Migration.checked(migrations)
        self.clock = clock
        self.failpoint = failpoint
        self.openingPatience = openingPatience
        self.workingPatience = workingPatience
        switch location {
        case .sqlite(let path):
            self.readers = try DatabaseThreads(count: readers) { try SQLiteSession(path: path, writes: false) }
            writers = try DatabaseThreads(count: 1) { try SQLiteSession(path: path, writes: true) }
        case .postgresql(let connection, let schema):
            self.readers = try DatabaseThreads(count: readers) {
                try PostgreSQLSession(connection, schema: schema)
            }
            writers = try DatabaseThreads(count: readers) {
                try PostgreSQLSession(connection, schema: schema)
            }
        }
    }

    deinit {
        readers.requestStop()
        writers.requestStop()
    }

    /// Connects (waiting some seconds for a server that is starting) and brings the schema up to date.
    /// A database written by a newer program is refused.
    package func open() async throws {
        let migrator = Migrator(migrations: migrations, clock: clock)
        try await persist(on: writers, patience: openingPatience) { slot, _ in
            Attempt(slot) { session in
                try migrator.run(session)
                return ()
            }
        }
    }

    /// Runs `body` in a transaction that sees one moment and cannot change anything.
    package func read<T: Sendable>(_ body: @escaping @Sendable (Connection) throws -> T) async throws -> T {
        try await transaction(on: readers, { _ in .read }, body)
    }

    /// Runs `body` in one transaction that no other writer's interleaves with: what it read holds when it commits.
    ///
    /// SQLite takes the write lock first (`BEGIN IMMEDIATE`). PostgreSQL runs it SERIALIZABLE, not READ COMMITTED with
    /// row locks, because quotas and claims are *counted*: a count guards rows that do not exist yet, which no row
    /// lock can, and the same code must be right on both engines. `body` may therefore run several times (serialization
    /// failure, deadlock, busy file, connection lost before the commit): it must change nothing but the database. After
    /// two conflicts it runs alone, so a long one among many short ones comes through.
    @discardableResult
    package func write<T: Sendable>(_ body: @escaping @Sendable (Connection) throws -> T) async throws -> T {
        try await transaction(on: writers, { .write(alone: $0 >= 2) }, body)
    }

    /// Lets running work finish and closes all connections.
    package func close() async {
        await readers.stop()
        await writers.stop()
    }

    private func transaction<T: Sendable>(
        on threads: DatabaseThreads, _ mode: @escaping @Sendable (_ conflicts: Int) -> TransactionMode,
        _ body: @escaping @Sendable (Connection) throws -> T
    ) async throws -> T {
        let (clock, failpoint) = (clock, failpoint)
        let context = RequestContext.current
        let committed = try await persist(on: threads, patience: workingPatience) { slot, conflicts in
            Attempt(slot) { session in
                try RequestContext.$current.withValue(context) {
                    try Transaction.run(session, mode(conflicts), clock, failpoint, body)
                }
            }
        }
        for action in committed.actions { action() }
        return committed.value
    }

    /// Repeats `attempt` after conflicts (at most 15 times) and while the server is away (at most for `patience`).
    private func persist<T: Sendable>(
        on threads: DatabaseThreads, patience: Duration,
        _ attempt: @escaping @Sendable (SessionSlot, _ conflicts: Int) -> Attempt<T>
    ) async throws -> T {
        let deadline = ContinuousClock.now + patience
        var conflicts = 0
        var losses = 0
        while true {
            let past = conflicts
            switch try await threads.run({ attempt($0, past) }) {
            case .done(let value): return value
            case .failed(let error): throw error
            case .conflict(let error):
                conflicts += 1
                guard conflicts < 15 else { throw error }
                let ceiling = min(200, 1 << min(conflicts, 8))
                try? await Task.sleep(for: .microseconds(Int.random(in: 0...ceiling * 1000)))
            case .lost(let error):
                losses += 1
                guard ContinuousClock.now < deadline, !Task.isCancelled else { throw error }
                // A pooled connection that had died is replaced at once; a server that does not answer gets time.
                if losses > 1 { try? await Task.sleep(for: .milliseconds(min(500, 10 << min(losses, 6)))) }
            }
        }
    }
}
