import CloudCore

/// One result that somebody waits for: a value, an error, the deadline or cancellation, whichever is first.
final class Waiter<Value: Sendable>: Sendable {
    private enum State: Sendable {
        case idle
        case waiting(CheckedContinuation<Value, any Error>)
        case done(Result<Value, any Error>)
    }

    private let state = LockedValue(State.idle)

    var isResolved: Bool {
        state.withLock { if case .done = $0 { true } else { false } }
    }

    /// Settles the result; later ones are ignored.
    func resolve(_ result: Result<Value, any Error>) {
        let continuation: CheckedContinuation<Value, any Error>? = state.withLock { state in
            switch state {
            case .done: return nil
            case .idle:
                state = .done(result)
                return nil
            case .waiting(let continuation):
                state = .done(result)
                return continuation
            }
        }
        continuation?.resume(with: result)
    }

    /// Waits for the result, at most `deadline`; then the result is the error that `otherwise` makes.
    /// To be called once.
    func value(within deadline: Duration, otherwise: @escaping @Sendable () async -> any Error) async throws -> Value {
        let timer = Task.detached {
            try await Task.sleep(for: deadline)
            if !self.isResolved { self.resolve(.failure(await otherwise())) }
        }
        defer { timer.cancel() }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let result: Result<Value, any Error>? = state.withLock { state in
                    if case .done(let result) = state { return result }
                    state = .waiting(continuation)
                    return nil
                }
                if let result { continuation.resume(with: result) }
            }
        } onCancel: {
            resolve(.failure(CancellationError()))
        }
    }
}
