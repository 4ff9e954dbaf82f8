import CloudCore

/// Spans on their way to where they are kept: bounded, and thinned out when there are too many.
package final class SpanBuffer: SpanSink {
    /// Beyond that, new ones are dropped rather than memory filled.
    private static let capacity = 5000
    /// With more than that in a round, one request in 64 is still told of, and whatever fails: the first of a burst are
    /// kept whole, and a flood that lasts costs next to nothing.
    private static let flood = 1000

    private struct State {
        var waiting: [Span] = []
        var arrivedThisRound = 0
        var wasFlooded = false
    }

    private let state = LockedValue(State())

    package init() {}

    package func record(_ span: Span) {
        state.withLock { state in
            state.arrivedThisRound += 1
            guard state.waiting.count < Self.capacity else { return }
            let isFlooded = state.wasFlooded || state.arrivedThisRound > Self.flood
            guard !isFlooded || span.fault != nil || Self.isKept(span.requestID) else { return }
            state.waiting.append(span)
        }
    }

    /// The oldest that wait; none waits any more when there are fewer than `count`.
    package func take(upTo count: Int) -> [Span] {
        state.withLock { state in
            let part = Array(state.waiting.prefix(count))
            state.waiting.removeFirst(part.count)
            return part
        }
    }

    /// Tells the next spans by how many there were since it was last called; several times a second.
    package func beginRound() {
        state.withLock { state in
            state.wasFlooded = state.arrivedThisRound > Self.flood
            state.arrivedThisRound = 0
        }
    }

    /// One request in 64, and the same ones in every process of a cloud.
    package static func isKept(_ requestID: String) -> Bool {
        let hash = requestID.utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        return (hash ^ (hash >> 32)) & 63 == 0
    }
}
