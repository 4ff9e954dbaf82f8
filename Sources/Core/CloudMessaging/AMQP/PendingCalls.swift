import CloudCore
import FoundationEssentials

/// The calls that wait for their replies, and the queue where replies come in; shared by the callers and both threads.
final class PendingCalls: Sendable {
    private struct State: Sendable {
        var calls: [String: (outgoing: Outgoing, waiter: Waiter<Data>)] = [:]
        var replyQueue: String?
    }

    private let state = LockedValue(State())

    var replyQueue: String? {
        get { state.withLock { $0.replyQueue } }
        set { state.withLock { $0.replyQueue = newValue } }
    }

    func add(_ outgoing: Outgoing, _ waiter: Waiter<Data>) {
        state.withLock { $0.calls[outgoing.id] = (outgoing, waiter) }
    }

    func remove(_ id: String) { state.withLock { $0.calls[id] = nil } }

    /// Hands a reply to its caller; one that nobody waits for any more is ignored.
    func answered(_ id: String, _ body: Data) { state.withLock { $0.calls[id]?.waiter }?.resolve(.success(body)) }

    func isPending(_ id: String) -> Bool { state.withLock { $0.calls[id] != nil } }

    /// All calls without a reply.
    var outgoing: [Outgoing] { state.withLock { $0.calls.values.map(\.outgoing) } }

    func failAll(_ error: any Error) {
        for waiter in state.withLock({ $0.calls.values.map(\.waiter) }) { waiter.resolve(.failure(error)) }
    }
}
