import Synchronization

/// A value behind a lock. For caches and registries only: nothing that correctness rests on lives in memory.
package final class LockedValue<Value: Sendable>: Sendable {
    private let mutex: Mutex<Value>

    package init(_ value: Value) { mutex = Mutex(value) }

    /// Runs `body` with the value held; keep it short and never block in it.
    package func withLock<Result: Sendable>(_ body: (inout Value) throws -> Result) rethrows -> Result {
        try mutex.withLock { (value: inout Value) in try body(&value) }
    }
}
