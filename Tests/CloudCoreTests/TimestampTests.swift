import CloudCore
import FoundationEssentials
import Testing

@Suite struct TimestampTests {
    @Test func writesEachForm() {
        let moment = Timestamp(microseconds: 1_795_258_518_000_042)
        #expect(moment.text() == "2026-11-21T10:55:18Z")
        #expect(moment.text(.microseconds) == "2026-11-21T10:55:18.000042Z")
        #expect(moment.text(.microsecondsWithoutZone) == "2026-11-21T10:55:18.000042")
    }

    @Test func readsWhatItWrites() {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<2000 {
            let moment = Timestamp(
                microseconds: .random(in: -60_000_000_000_000_000...200_000_000_000_000_000, using: &generator))
            #expect(Timestamp(moment.text(.microseconds)) == moment)
        }
    }

    @Test func agreesWithFoundation() {
        for seconds in stride(from: Int64(-5_000_000_000), to: 9_000_000_000, by: 86_399_777) {
            let date = Date(timeIntervalSince1970: Double(seconds))
            #expect(Timestamp(seconds: seconds).text() == date.formatted(.iso8601))
        }
    }

    @Test(arguments: [
        ("2026-11-21", "2026-11-21T00:00:00Z"), ("2026-11-21T10:55", "2026-11-21T10:55:00Z"),
        ("2026-11-21T10:55:18+02:00", "2026-11-21T08:55:18Z"), ("2026-11-21 10:55:18.5Z", "2026-11-21T10:55:18Z"),
        ("2024-02-29", "2024-02-29T00:00:00Z"),
    ])
    func readsVariants(_ text: String, _ expected: String) { #expect(Timestamp(text)?.text() == expected) }

    @Test(arguments: [
        "", "yesterday", "2026-13-01", "2026-02-30", "2025-02-29", "2026-11-21T24:00:00", "2026-11-21T10:55:18X",
        "2026-11-21T10:55:18.",
        "99999999-01-01", "2026-11-21T10:55:18+2",
    ])
    func refusesOthers(_ text: String) { #expect(Timestamp(text) == nil) }
}
