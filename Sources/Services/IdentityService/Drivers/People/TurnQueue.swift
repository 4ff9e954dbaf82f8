import CloudCore
import Dispatch

/// Long work on a few threads, taken in turns from those who ask for it: whoever asks for much waits behind themselves,
/// and nobody else does.
final class TurnQueue: Sendable {
    private struct Job: Sendable {
        var latest: ContinuousClock.Instant
        var run: @Sendable (_ isLate: Bool) -> Void
    }

    private struct State: Sendable {
        var waiting: [String: ArraySlice<Job>] = [:]
        /// Who waits; the next one first.
        var turns: ArraySlice<String> = []
        var busy = 0
    }

    private enum Place { case refused, waits, wakes }

    private let count: Int
    private let most: Int
    private let patience: Duration
    private let now: @Sendable () -> ContinuousClock.Instant
    private let threads: DispatchQueue
    private let state = LockedValue(State())

    /// - Parameters:
    ///   - count: how many threads work at once.
    ///   - most: of one asker; who has so many waiting is told to come again.
    ///   - patience: whoever has waited so long is hardly there any more: their work is not begun.
    init(
        label: String, count: Int, most: Int = 1000, patience: Duration = .seconds(60),
        now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
    ) {
        self.count = max(1, count)
        self.most = most
        self.patience = patience
        self.now = now
        threads = DispatchQueue(label: label, attributes: .concurrent)
    }

    /// - Parameter asker: whose turn it takes.
    /// - Throws: `Fault` 503 when it would be too long until then; and what the body throws.
    func run<T: Sendable>(for asker: String, _ body: @escaping @Sendable () throws -> T) async throws -> T {
        try await withCheckedThrowingContinuation { continuation in
            let job = Job(latest: now() + patience) { isLate in
                continuation.resume(with: isLate ? .failure(Self.busy) : Result { try body() })
            }
            switch place(job, asker) {
            case .refused: job.run(true)
            case .waits: break
            case .wakes: threads.async { [self] in work() }
            }
        }
    }

    var isBusy: Bool { state.withLock { $0.busy > 0 } }

    func waiting(for asker: String) -> Int { state.withLock { $0.waiting[asker]?.count ?? 0 } }

    private func place(_ job: Job, _ asker: String) -> Place {
        state.withLock { state in
            let before = state.waiting[asker]?.count ?? 0
            guard before < most else { return .refused }
            if before == 0 { state.turns.append(asker) }
            state.waiting[asker, default: []].append(job)
            guard state.busy < count else { return .waits }
            state.busy += 1
            return .wakes
        }
    }

    private func work() {
        while let job = next() { job.run(job.latest < now()) }
    }

    /// nil: nobody waits, and the thread has no more to do.
    private func next() -> Job? {
        state.withLock { state in
            guard let asker = state.turns.popFirst(), let job = state.waiting[asker]?.popFirst() else {
                state.busy -= 1
                return nil
            }
            if state.waiting[asker]?.isEmpty == true {
                state.waiting[asker] = nil
            } else {
                state.turns.append(asker)
            }
            return job
        }
    }

    private static let busy = Fault.unavailable("Too many sign-ins wait for their turn; try again.")
}
