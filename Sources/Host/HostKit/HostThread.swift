import CShim
import CloudCore
import Dispatch
import Glibc

/// One OS thread of its own, in a network namespace when one is named, that does blocking work one piece after another.
package final class HostThread: Sendable {
    private struct Queue {
        var jobs: [@Sendable () -> Void] = []
        var stopped = false
    }

    private let queue = LockedValue(Queue())
    private let wake = DispatchSemaphore(value: 0)  // this thread alone waits here; it is ours

    /// Throws when the thread cannot be started or the namespace cannot be entered.
    package init(name: String, namespace: NetworkNamespace? = nil) throws {
        let descriptor = try namespace?.open()
        let entered = LockedValue<SystemError?>(nil)
        let ready = DispatchSemaphore(value: 0)  // for the moment that a thread needs to start
        do {
            try ThreadStart.detached(name) { [queue, wake] in
                if let descriptor {
                    if shim_setns_network(descriptor) < 0 {
                        let error = SystemError("enter the network namespace \(namespace?.name ?? "")")
                        entered.withLock { $0 = error }
                    }
                    close(descriptor)
                }
                ready.signal()
                Self.serve(queue, wake)
            }
        } catch {
            if let descriptor { close(descriptor) }
            throw error
        }
        ready.wait()
        if let error = entered.withLock({ $0 }) {
            stop()
            throw error
        }
    }

    deinit { stop() }

    /// Runs `body` on the thread; after `stop` throws `CancellationError`.
    package func run<T: Sendable>(_ body: @escaping @Sendable () throws -> T) async throws -> T {
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<T, any Error>) in
            let accepted = queue.withLock { queue in
                guard !queue.stopped else { return false }
                queue.jobs.append { continuation.resume(with: Result(catching: body)) }
                return true
            }
            if accepted { wake.signal() } else { continuation.resume(throwing: CancellationError()) }
        }
    }

    /// Takes no more work; the thread ends once what it has is done.
    package func stop() {
        queue.withLock { $0.stopped = true }
        wake.signal()
    }

    private static func serve(_ queue: LockedValue<Queue>, _ wake: DispatchSemaphore) {
        while true {
            wake.wait()
            let (job, ended) = queue.withLock { queue in
                let job = queue.jobs.isEmpty ? nil : queue.jobs.removeFirst()
                return (job, job == nil && queue.stopped)
            }
            job?()
            if ended { return }
        }
    }
}
