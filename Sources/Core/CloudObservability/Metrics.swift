import CloudCore

/// Counters, gauges and histograms of a process, shown in Prometheus' text form (version 0.0.4).
package final class Metrics: Sendable {
    private struct Series: Hashable {
        var name: String
        var labels: [String]
    }

    private struct Histogram {
        var counts: [UInt64]
        var sum: Double = 0
        var count: UInt64 = 0
    }

    private struct State {
        var counters: [Series: Double] = [:]
        var gauges: [Series: Double] = [:]
        var histograms: [Series: Histogram] = [:]
    }

    /// Upper bounds of the histograms' buckets, in seconds.
    private static let bounds: [Double] = [
        0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60,
    ]

    private let state = LockedValue(State())

    package init() {}

    /// Adds to a counter; `labels` are pairs of name and value.
    package func count(_ name: String, _ labels: KeyValuePairs<String, String> = [:], by amount: Double = 1) {
        let series = Self.series(name, labels)
        state.withLock { $0.counters[series, default: 0] += amount }
    }

    package func gauge(_ name: String, _ value: Double) { gauge(name, [:], value) }

    package func gauge(_ name: String, _ labels: KeyValuePairs<String, String>, _ value: Double) {
        let series = Self.series(name, labels)
        state.withLock { $0.gauges[series] = value }
    }

    package func time(_ name: String, _ duration: Duration) { time(name, [:], duration) }

    /// Counts a duration into a histogram of seconds.
    package func time(_ name: String, _ labels: KeyValuePairs<String, String>, _ duration: Duration) {
        let series = Self.series(name, labels)
        let seconds = duration.milliseconds / 1000
        let bucket = Self.bounds.firstIndex { seconds <= $0 }
        state.withLock { state in
            var histogram = state.histograms[series] ?? Histogram(counts: Array(repeating: 0, count: Self.bounds.count))
            if let bucket { histogram.counts[bucket] += 1 }
            histogram.sum += seconds
            histogram.count += 1
            state.histograms[series] = histogram
        }
    }

    /// The exposition that Prometheus scrapes.
    package func exposition() -> String {
        let (counters, gauges, histograms) = state.withLock { ($0.counters, $0.gauges, $0.histograms) }
        var lines: [String] = []
        func section(_ kind: String, _ values: [Series: Double]) {
            var named: Set<String> = []
            for (series, value) in values.sorted(by: Self.order) {
                if named.insert(series.name).inserted { lines.append("# TYPE \(series.name) \(kind)") }
                lines.append("\(series.name)\(Self.text(series.labels)) \(value)")
            }
        }
        section("counter", counters)
        section("gauge", gauges)
        var named: Set<String> = []
        for (series, histogram) in histograms.sorted(by: Self.order) {
            if named.insert(series.name).inserted { lines.append("# TYPE \(series.name) histogram") }
            var total: UInt64 = 0
            for (bound, count) in zip(Self.bounds, histogram.counts) {
                total += count
                lines.append("\(series.name)_bucket\(Self.text(series.labels + ["le=\"\(bound)\""])) \(total)")
            }
            lines.append("\(series.name)_bucket\(Self.text(series.labels + ["le=\"+Inf\""])) \(histogram.count)")
            lines.append("\(series.name)_sum\(Self.text(series.labels)) \(histogram.sum)")
            lines.append("\(series.name)_count\(Self.text(series.labels)) \(histogram.count)")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func series(_ name: String, _ labels: KeyValuePairs<String, String>) -> Series {
        Series(
            name: name,
            labels: labels.map { name, value in
                let isPlain = !value.utf8.contains { $0 == 0x0A || $0 == 0x22 || $0 == 0x5C }
                let escaped =
                    isPlain
                    ? value
                    : value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
                return "\(name)=\"\(escaped)\""
            })
    }

    private static func text(_ labels: [String]) -> String {
        labels.isEmpty ? "" : "{" + labels.joined(separator: ",") + "}"
    }

    private static func order<Value>(_ a: (key: Series, value: Value), _ b: (key: Series, value: Value)) -> Bool {
        (a.key.name, a.key.labels.joined()) < (b.key.name, b.key.labels.joined())
    }
}
