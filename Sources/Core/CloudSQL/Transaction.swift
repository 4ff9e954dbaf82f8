import CloudCore

/// One run of a closure between begin and commit.
enum Transaction {
    /// What a committed transaction leaves: its value, and what is to be done now.
    struct Committed<Value: Sendable>: Sendable {
        var value: Value
        var actions: [@Sendable () -> Void]
    }

    /// The connection was lost during the commit: nobody knows whether it took place, so it must not be repeated.
    struct OutcomeUnknown: Error {
        var reason: SQLError
    }

    /// Commits, or rolls back and throws. An error of the engine goes before what the closure made of it.
    /// Of a write, `failpoint` is told when all is written and nothing committed, and when it is committed and nobody
    /// knows yet: `transaction/request/before` and `…/after` what a request began, `transaction/own/…` the rest.
    static func run<T: Sendable>(
        _ session: any Session, _ mode: TransactionMode, _ clock: CloudClock, _ failpoint: Failpoint = .none,
        _ body: (Connection) throws -> T
    ) throws -> Committed<T> {
        try session.begin(mode)
        let connection = Connection(session, clock)
        let value: T
        do {
            value = try body(connection)
            if let failure = connection.failure { throw failure }
        } catch {
            session.rollback()
            if let failure = connection.failure, failure.isTransient { throw failure }
            throw error
        }
        if mode.isWriting { reach(failpoint, "before") }
        do {
            try session.commit()
        } catch SQLError.connectionLost(let message) {
            if case .read = mode { throw SQLError.connectionLost(message) }
            throw OutcomeUnknown(reason: .connectionLost("during a commit, whose outcome is unknown: \(message)"))
        } catch {
            session.rollback()
            throw error
        }
        if mode.isWriting { reach(failpoint, "after") }
        return Committed(value: value, actions: connection.commitActions)
    }

    private static func reach(_ failpoint: Failpoint, _ moment: String) {
        failpoint.reach("transaction", RequestContext.current == nil ? "own" : "request", moment)
    }
}
