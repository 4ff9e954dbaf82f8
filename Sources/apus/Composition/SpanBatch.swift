import CloudCore
import CloudMessaging
import CloudObservability

/// Spans of a process without a database, on their way to one that keeps them.
struct SpanBatch: Message {
    static let name = "observability.spans"
    static let topic: Topic = "observability.spans"

    var spans: [Span]
}

/// Sends finished spans by the bus, a few at a time; what cannot be sent is lost, as any message may be.
final class BusSpanSink: SpanSink {
    private let bus: any Bus
    private let waiting = LockedValue<[Span]>([])

    init(_ bus: any Bus) { self.bus = bus }

    func record(_ span: Span) {
        waiting.withLock { if $0.count < 10_000 { $0.append(span) } }
    }

    func run() async {
        while !Task.isCancelled {
            try? await Task.sleep(for: .milliseconds(300))
            let spans = waiting.withLock { waiting in
                let all = waiting
                waiting.removeAll()
                return all
            }
            if !spans.isEmpty { try? await bus.cast(SpanBatch(spans: spans), to: SpanBatch.topic) }
        }
    }
}
