import CloudCore

/// Connections to one directory, each on a thread of its own: nothing here blocks the cooperative pool.
///
/// When the server did not answer, the next questions are refused at once for a moment, so that nobody queues up
/// behind timeouts.
package final class LDAPPool: Sendable {
    private let lanes: [LDAPLane]
    private let busy: LockedValue<[Int]>
    private let failure = LockedValue<(error: LDAPError, until: ContinuousClock.Instant)?>(nil)
    private let pause: Duration

    /// - Parameter pause: for how long a server that did not answer is not asked again.
    package init(_ settings: LDAPSettings, lanes count: Int = 4, pause: Duration = .seconds(2)) {
        lanes = (0..<max(1, count)).map { LDAPLane(settings, $0) }
        busy = LockedValue(Array(repeating: 0, count: lanes.count))
        self.pause = pause
    }

    /// - Throws: `LDAPError`; a base that is not there is an error too.
    package func search(_ search: LDAPSearch) async throws -> [LDAPEntry] { try await run { try $0.search(search) } }

    /// Whether a bind with that name and password succeeds; an empty password never does.
    package func accepts(_ password: String, of name: String) async throws -> Bool {
        guard !password.isEmpty, !name.isEmpty else { return false }
        return try await run { try $0.accepts(password, of: name) }
    }

    private func run<T: Sendable>(_ body: @escaping @Sendable (LDAPLane) throws -> T) async throws -> T {
        try refuseWhileDown()
        let index = busy.withLock { busy in
            let index = busy.indices.min { busy[$0] < busy[$1] } ?? 0
            busy[index] += 1
            return index
        }
        defer { busy.withLock { $0[index] -= 1 } }
        do {
            return try await lanes[index].run { [self] lane in
                try refuseWhileDown()
                return try body(lane)
            }
        } catch let error as LDAPError where error.reason == .unreachable {
            failure.withLock { held in
                if held.map({ $0.until < .now }) ?? true { held = (error, .now + pause) }
            }
            throw error
        }
    }

    private func refuseWhileDown() throws {
        let error = failure.withLock { held -> LDAPError? in
            guard let now = held, now.until > .now else {
                held = nil
                return nil
            }
            return now.error
        }
        if let error { throw error }
    }
}
