import CloudCore
import CloudObservability
import CloudSQL
import CloudService
import TestKit
import Testing

@Suite struct TraceStoreTests {
    private static func span(_ request: String, _ fault: String? = nil) -> Span {
        let now = CloudClock.system.now
        return Span(
            id: IdentifierSource.random.hex(), parentID: nil, requestID: request, name: "GET /", service: "test",
            start: now, end: now, fault: fault)
    }

    @Test(arguments: TestEngine.available)
    func whatIsWrittenIsReadUntilItIsForgotten(_ engine: TestEngine) async throws {
        try await engine.withDatabase(TraceStore.migrations) { database in
            let store = TraceStore(database)
            let spans = [Self.span("req-1"), Self.span("req-1", "why"), Self.span("req-2")]
            for span in spans { store.record(span) }
            try await store.flush()
            #expect(try await Set(TraceStore.spans(of: "req-1", database)) == Set(spans.prefix(2)))
            try await TraceStore.forget(before: CloudClock.system.now + .seconds(1), database)
            #expect(try await TraceStore.spans(of: "req-1", database).isEmpty)
        }
    }
}
