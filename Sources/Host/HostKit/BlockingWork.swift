import CShim
import CloudCore
import Dispatch
import Glibc

/// Blocking work off the cooperative pool: each piece on a thread that lives as long as it (about 30 µs more).
package enum BlockingWork {
    /// Runs `body` on a new thread, inside `namespace` when one is named.
    package static func run<T: Sendable>(
        _ name: String = "apus-work", in namespace: NetworkNamespace? = nil, _ body: @escaping @Sendable () throws -> T
    ) async throws -> T {
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<T, any Error>) in
            do {
                try ThreadStart.detached(name) {
                    continuation.resume(with: Result { try inside(namespace, body) })
                }
            } catch {
                continuation.resume(throwing: error)
            }
        }
    }

    /// Like `run`, for a caller that is on a thread of its own and may wait.
    package static func wait<T: Sendable>(
        _ name: String = "apus-work", in namespace: NetworkNamespace? = nil, _ body: @escaping @Sendable () throws -> T
    ) throws -> T {
        let result = LockedValue<Result<T, any Error>?>(nil)
        let done = DispatchSemaphore(value: 0)  // the caller says that it may block
        try ThreadStart.detached(name) {
            let outcome = Result { try inside(namespace, body) }
            result.withLock { $0 = outcome }
            done.signal()
        }
        done.wait()
        guard let outcome = result.withLock({ $0 }) else { throw CancellationError() }
        return try outcome.get()
    }

    private static func inside<T>(_ namespace: NetworkNamespace?, _ body: () throws -> T) throws -> T {
        if let namespace {
            let descriptor = try namespace.open()
            defer { close(descriptor) }
            try SystemError.check(
                shim_setns_network(descriptor), "enter the network namespace \(namespace.name)")
        }
        return try body()
    }
}
