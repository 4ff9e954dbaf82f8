import CloudCore

/// Runs jobs in the order of their arrival, at most `width` at a time.
final class Lane: Sendable {
    typealias Job = @Sendable () async -> Void

    private struct State: Sendable {
        var waiting = FIFO<Job>()
        var running = 0
        var isShut = false
    }

    private let state = LockedValue(State())
    private let width: Int

    init(width: Int) { self.width = max(1, width) }

    func add(_ job: @escaping Job) {
        let starts = state.withLock { state in
            state.waiting.append(job)
            guard state.running < width else { return false }
            state.running += 1
            return true
        }
        if starts { Task.detached { await self.drain() } }
    }

    /// Whether the jobs that have not begun should give their work back.
    var isShut: Bool { state.withLock { $0.isShut } }

    func shut() { state.withLock { $0.isShut = true } }

    /// Forgets the jobs that have not begun.
    func clear() { state.withLock { $0.waiting = FIFO() } }

    private func drain() async {
        while let job = next() { await job() }
    }

    private func next() -> Job? {
        state.withLock { state in
            let job = state.waiting.popFirst()
            if job == nil { state.running -= 1 }
            return job
        }
    }
}
