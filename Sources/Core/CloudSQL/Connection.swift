package import CloudCore

/// A transaction's way to the database. Lives only inside the closure that it is given to.
///
/// As soon as a statement fails the whole transaction has failed, on both engines alike: it is rolled back even if the
/// error is caught. A statement that may fail goes into `savepoint`.
package final class Connection {
    let session: any Session
    private let clock: CloudClock
    private var savepoints = 0
    /// The error that doomed the transaction.
    private(set) var failure: SQLError?
    private(set) var commitActions: [@Sendable () -> Void] = []

    /// The moment of the transaction: the same whenever it is asked for.
    package private(set) lazy var now: Timestamp = clock.now

    init(_ session: any Session, _ clock: CloudClock) {
        self.session = session
        self.clock = clock
    }

    /// Runs a statement; returns the number of rows that it changed.
    @discardableResult
    package func execute(_ sql: String, _ parameters: [SQLValue] = []) throws -> Int {
        try run(sql, parameters) { _, _ in }
    }

    package func query(_ sql: String, _ parameters: [SQLValue] = []) throws -> [Row] {
        var rows: [Row] = []
        _ = try run(sql, parameters) { rows.append(Row(names: $0.names, values: $1)) }
        return rows
    }

    /// All rows as values of a type: a struct by column names, or a single value by the first column.
    package func all<T: Decodable>(_ type: T.Type, _ sql: String, _ parameters: [SQLValue] = []) throws -> [T] {
        var values: [T] = []
        _ = try run(sql, parameters) { values.append(try $0.decode(type, $1)) }
        return values
    }

    /// The first row, if there is one.
    package func first<T: Decodable>(_ type: T.Type, _ sql: String, _ parameters: [SQLValue] = []) throws -> T? {
        var value: T?
        _ = try run(sql, parameters) { if value == nil { value = try $0.decode(type, $1) } }
        return value
    }

    /// The first column of the first row; nil when there is no row.
    package func scalar(_ sql: String, _ parameters: [SQLValue] = []) throws -> SQLValue? {
        var value: SQLValue?
        _ = try run(sql, parameters) { if value == nil { value = $1.first } }
        return value
    }

    /// `body` runs once the transaction has committed (to wake tasks, to send messages), in the task that awaits it;
    /// never when it rolled back.
    package func afterCommit(_ body: @escaping @Sendable () -> Void) { commitActions.append(body) }

    /// Runs `body` so that its failure undoes only what it did, and the transaction goes on.
    package func savepoint<T>(_ body: () throws -> T) throws -> T {
        savepoints += 1
        defer { savepoints -= 1 }
        let name = "apus_\(savepoints)"
        let actions = commitActions.count
        try execute("SAVEPOINT \(name)")
        do {
            let value = try body()
            if let failure { throw failure }
            try execute("RELEASE SAVEPOINT \(name)")
            return value
        } catch {
            guard failure?.isTransient != true else { throw error }
            failure = nil
            commitActions.removeSubrange(actions...)
            try execute("ROLLBACK TO SAVEPOINT \(name)")
            try execute("RELEASE SAVEPOINT \(name)")
            throw error
        }
    }

    func run(_ sql: String, _ parameters: [SQLValue], _ row: (KeyLookup, [SQLValue]) throws -> Void) throws -> Int {
        if let failure { throw failure }
        do {
            return try session.run(sql, parameters, row)
        } catch {
            failure = error as? SQLError ?? .decoding(String(describing: error))
            throw error
        }
    }
}

@available(*, unavailable)
extension Connection: Sendable {}

extension SQLError {
    /// Whether the same transaction may well succeed when it is run again.
    var isTransient: Bool {
        switch self {
        case .busy, .connectionLost: true
        default: false
        }
    }
}
