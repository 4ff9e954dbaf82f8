import Dispatch
import Glibc
import Synchronization

/// Threads of their own for blocking calls: one queue of work, and a session for each thread, opened when first needed.
final class DatabaseThreads: Sendable {
    typealias Job = @Sendable (SessionSlot) -> Void

    private struct State {
        var jobs: [Job] = []
        var head = 0
        var isStopped = false
        var running: Int
        var whenStopped: [@Sendable () -> Void] = []
    }

    private let state: Mutex<State>
    private let work = DispatchSemaphore(value: 0)  // the threads of this pool wait here; they are ours
    private let count: Int

    init(count: Int, open: @escaping @Sendable () throws -> any Session) throws {
        self.count = count
        state = Mutex(State(running: count))
        for _ in 0..<count {
            try Self.start { [self] in loop(SessionSlot(open)) }
        }
    }

    /// Runs `body` on one of the threads.
    func run<T: Sendable>(_ body: @escaping @Sendable (SessionSlot) throws -> T) async throws -> T {
        try await withUnsafeThrowingContinuation { (continuation: UnsafeContinuation<T, any Error>) in
            let accepted = push { slot in continuation.resume(with: Result { try body(slot) }) }
            if !accepted { continuation.resume(throwing: SQLError.closed) }
        }
    }

    /// Lets the queued work finish, then closes the sessions and ends the threads.
    func stop() async {
        await withUnsafeContinuation { (continuation: UnsafeContinuation<Void, Never>) in
            let already = state.withLock { state in
                if state.running > 0 { state.whenStopped.append { continuation.resume() } }
                return state.running == 0
            }
            requestStop()
            if already { continuation.resume() }
        }
    }

    /// As `stop`, without waiting.
    func requestStop() {
        let first = state.withLock { state in
            defer { state.isStopped = true }
            return !state.isStopped
        }
        guard first else { return }
        for _ in 0..<count { work.signal() }
    }

    private func push(_ job: @escaping Job) -> Bool {
        let accepted = state.withLock { state in
            if !state.isStopped { state.jobs.append(job) }
            return !state.isStopped
        }
        if accepted { work.signal() }
        return accepted
    }

    private func loop(_ slot: SessionSlot) {
        while true {
            work.wait()
            guard let job = next() else { break }
            job(slot)
        }
        slot.discard()
        let waiting = state.withLock { state in
            state.running -= 1
            return state.running == 0 ? state.whenStopped : []
        }
        for body in waiting { body() }
    }

    private func next() -> Job? {
        state.withLock { state in
            guard state.head < state.jobs.count else { return nil }
            let job = state.jobs[state.head]
            state.head += 1
            if state.head == state.jobs.count {
                state.jobs.removeAll(keepingCapacity: state.head < 1024)
                state.head = 0
            } else if state.head >= 1024 {
                state.jobs.removeFirst(state.head)
                state.head = 0
            }
            return job
        }
    }

    private final class Start: Sendable {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }

    private static func start(_ body: @escaping @Sendable () -> Void) throws {
        var thread = pthread_t()
        let start = Unmanaged.passRetained(Start(body))
        let result = pthread_create(
            &thread, nil,
            { argument in
                guard let argument else { return nil }
                let start = Unmanaged<Start>.fromOpaque(argument).takeRetainedValue()
                start.body()
                return nil
            }, start.toOpaque())
        guard result == 0 else {
            start.release()
            throw SQLError.other(code: "53000", message: "no thread for the database: error \(result)")
        }
        pthread_detach(thread)
    }
}
