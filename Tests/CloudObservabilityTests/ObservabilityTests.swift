import CloudCore
import CloudObservability
import Testing

@Suite struct ObservabilityTests {
    final class Kept: SpanSink {
        let spans = LockedValue<[Span]>([])
        func record(_ span: Span) { spans.withLock { $0.append(span) } }
    }

    @Test func spansFormATree() async throws {
        let kept = Kept()
        let tracer = Tracer(service: "s", sink: kept)
        await RequestContext.$current.withValue(RequestContext(requestID: "req-1")) {
            try? await tracer.span("outer", step: 10) {
                await tracer.span("inner") { tracer.mark("mark", step: 11) }
                throw Fault.conflict("no")
            }
        }
        let spans = Dictionary(uniqueKeysWithValues: kept.spans.withLock { $0 }.map { ($0.name, $0) })
        #expect(spans["mark"]?.parentID == spans["inner"]?.id && spans["inner"]?.parentID == spans["outer"]?.id)
        #expect(
            spans["outer"]?.step == 10 && spans["outer"]?.fault?.contains("no") == true && spans["inner"]?.fault == nil)
    }

    @Test func withoutARequestNothingIsKept() async {
        let kept = Kept()
        await Tracer(service: "s", sink: kept).span("x") {}
        #expect(kept.spans.withLock { $0 }.isEmpty)
    }

    @Test func aLineStaysALine() {
        let lines = LockedValue<[String]>([])
        let log = Log(service: "s", minimum: .warning, clock: CloudClock { Timestamp(seconds: 0) }) { line in
            lines.withLock { $0.append(line) }
        }
        log.info("not written")
        log.error("two\nlines")
        #expect(lines.withLock { $0 } == ["1970-01-01T00:00:00.000000Z ERROR s two\\nlines"])
    }

    @Test func metricsAreShownAsPrometheusReadsThem() {
        let metrics = Metrics()
        metrics.count("a_total", ["k": "v\"w"])
        metrics.count("a_total", ["k": "v\"w"], by: 2)
        metrics.gauge("g", 1.5)
        metrics.time("t_seconds", .milliseconds(3))
        let text = metrics.exposition()
        #expect(text.contains("# TYPE a_total counter\na_total{k=\"v\\\"w\"} 3.0\n"))
        #expect(text.contains("g 1.5\n"))
        #expect(
            text.contains("t_seconds_bucket{le=\"0.0025\"} 0\n") && text.contains("t_seconds_bucket{le=\"0.005\"} 1\n"))
        #expect(text.contains("t_seconds_count 1\n"))
    }
}
