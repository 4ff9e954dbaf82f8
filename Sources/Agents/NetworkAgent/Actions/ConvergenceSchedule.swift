import CloudCore

/// When the next convergence is due: after the interval, or sooner after a failure.
final class ConvergenceSchedule: Sendable {
    private struct State: Sendable {
        var due: ContinuousClock.Instant = .now
        var failures = 0
    }

    private let interval: Duration
    private let state = LockedValue(State())

    init(interval: Duration) { self.interval = interval }

    /// Whether one is due; it counts as begun then.
    func take() -> Bool {
        state.withLock { state in
            guard state.due <= .now else { return false }
            state.due = .now + interval
            return true
        }
    }

    func succeeded() {
        state.withLock { $0 = State(due: .now + interval, failures: 0) }
    }

    /// The pause doubles with each failure, from half a second to the interval.
    func failed() {
        state.withLock { state in
            let pause = Duration.milliseconds(500 << min(state.failures, 10))
            state = State(due: .now + min(pause, interval), failures: state.failures + 1)
        }
    }
}
