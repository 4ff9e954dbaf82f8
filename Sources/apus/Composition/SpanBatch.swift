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
    private let buffer = SpanBuffer()
    private static let batch = 1000

    init(_ bus: any Bus) { self.bus = bus }

    func record(_ span: Span) { buffer.record(span) }

    func run() async {
        while !Task.isCancelled {
            try? await Task.sleep(for: .milliseconds(300))
            buffer.beginRound()
            while case let spans = buffer.take(upTo: Self.batch), !spans.isEmpty {
                try? await bus.cast(SpanBatch(spans: spans), to: SpanBatch.topic)
            }
        }
    }
}
