package import CloudCore

/// Where finished spans go: the trace store, or the bus for a process without a database. Must not block and must not
/// throw.
package protocol SpanSink: Sendable {
    func record(_ span: Span)
}

/// Drops spans; for tests and tools.
package struct NoSpans: SpanSink {
    package init() {}
    package func record(_ span: Span) {}
}

/// Times pieces of work and hands them to the sink.
package struct Tracer: Sendable {
    private let sink: any SpanSink
    private let clock: CloudClock
    private let identifiers: IdentifierSource
    /// The role's name, which each span carries.
    package let service: String

    package init(
        service: String, sink: any SpanSink, clock: CloudClock = .system, identifiers: IdentifierSource = .random
    ) {
        self.service = service
        self.sink = sink
        self.clock = clock
        self.identifiers = identifiers
    }

    /// The same tracer under another role's name.
    package func named(_ service: String) -> Tracer {
        Tracer(service: service, sink: sink, clock: clock, identifiers: identifiers)
    }

    /// Runs `body` as a span of the current request; spans made inside become its children. Without a request it just
    /// runs.
    package func span<Result>(
        _ name: String, step: Int? = nil, note: String? = nil, isolation: isolated (any Actor)? = #isolation,
        _ body: () async throws -> Result
    ) async rethrows -> Result {
        guard var context = RequestContext.current else { return try await body() }
        let parentID = context.spanID
        let id = identifiers.hex()
        context.spanID = id
        let start = clock.now
        func finish(_ fault: String?) {
            sink.record(
                Span(
                    id: id, parentID: parentID, requestID: context.requestID, name: name, step: step, service: service,
                    start: start,
                    end: clock.now, note: note, fault: fault))
        }
        do {
            let result = try await RequestContext.$current.withValue(context) { try await body() }
            finish(nil)
            return result
        } catch {
            finish(String(describing: error))
            throw error
        }
    }

    /// Records something that took no time, or whose times are known.
    package func mark(
        _ name: String, step: Int? = nil, note: String? = nil, from start: Timestamp? = nil, fault: String? = nil
    ) {
        guard let context = RequestContext.current else { return }
        let now = clock.now
        sink.record(
            Span(
                id: identifiers.hex(), parentID: context.spanID, requestID: context.requestID, name: name, step: step,
                service: service, start: start ?? now, end: now, note: note, fault: fault))
    }
}
