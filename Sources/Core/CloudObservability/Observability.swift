/// What every role gets to tell what it does: its log, its metrics, its traces.
package struct Observability: Sendable {
    package var log: Log
    package var metrics: Metrics
    package var tracer: Tracer

    package init(log: Log, metrics: Metrics, tracer: Tracer) {
        self.log = log
        self.metrics = metrics
        self.tracer = tracer
    }

    /// The same under another role's name.
    package func named(_ service: String) -> Observability {
        Observability(log: log.named(service), metrics: metrics, tracer: tracer.named(service))
    }

    /// For tests: nothing is written, nothing is kept.
    package static func silent() -> Observability {
        Observability(log: .silent, metrics: Metrics(), tracer: Tracer(service: "test", sink: NoSpans()))
    }
}
