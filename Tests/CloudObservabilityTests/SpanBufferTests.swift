import CloudCore
import CloudObservability
import Testing

@Suite struct SpanBufferTests {
    private let buffer = SpanBuffer()

    private func record(_ requests: [String], fault: String? = nil) {
        let now = CloudClock.system.now
        for request in requests {
            buffer.record(
                Span(
                    id: request, parentID: nil, requestID: request, name: "GET /", service: "test", start: now,
                    end: now, fault: fault))
        }
    }

    private func taken() -> [String] { buffer.take(upTo: .max).map(\.requestID) }

    private func requests(_ name: String) -> [String] { (0..<3000).map { "req-\(name)-\($0)" } }

    @Test func theFirstOfABurstAreKeptAndALastingFloodIsThinned() {
        let burst = requests("burst")
        record(burst)
        record(["req-failed"], fault: "why")
        #expect(taken() == burst.prefix(1000) + burst.dropFirst(1000).filter(SpanBuffer.isKept) + ["req-failed"])

        buffer.beginRound()
        let more = requests("more")
        record(more)
        #expect(taken() == more.filter(SpanBuffer.isKept))

        // A quiet round, and all is told of again.
        buffer.beginRound()
        buffer.beginRound()
        record(["req-later"])
        #expect(taken() == ["req-later"])
    }

    @Test func whatNobodyTakesIsNotHeapedUp() {
        for round in 0..<20 {
            record(Array(requests("\(round)").prefix(900)))
            buffer.beginRound()
        }
        #expect(buffer.take(upTo: 10).first?.requestID == "req-0-0")
        #expect(taken().count == 4990)
    }

    /// The parts of a request in several processes are kept or left together.
    @Test func oneRequestIn64IsKeptTheSameInEveryProcess() {
        let kept = (0..<64_000).filter { SpanBuffer.isKept("req-\($0)") }
        #expect((800...1200).contains(kept.count))
        #expect(kept.prefix(3) == [15, 59, 150])
    }
}
