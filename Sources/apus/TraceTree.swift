import CloudCore
import CloudObservability

/// The spans of one request drawn as a tree: step number, name, time, and what failed.
struct TraceTree {
    private let spans: [Span]
    private let children: [String: [Span]]
    private let roots: [Span]
    private let start: Timestamp

    init(_ spans: [Span]) {
        self.spans = spans.sorted { ($0.start, $0.step ?? 0) < ($1.start, $1.step ?? 0) }
        let known = Set(spans.map(\.id))
        children = Dictionary(grouping: self.spans.filter { $0.parentID.map(known.contains) ?? false }) {
            $0.parentID ?? ""
        }
        roots = self.spans.filter { !($0.parentID.map(known.contains) ?? false) }
        start = self.spans.first?.start ?? Timestamp(microseconds: 0)
    }

    var text: String {
        var lines: [String] = []
        if let first = spans.first { lines.append("\(first.requestID)  \(first.start.text(.microseconds))") }
        for root in roots { draw(root, "", &lines) }
        // The innermost failed span is where it went wrong; its ancestors failed because of it.
        let parents = Set(spans.filter { $0.fault != nil }.compactMap(\.parentID))
        for span in spans where span.fault != nil && !parents.contains(span.id) {
            let step = span.step.map { "step \($0), " } ?? ""
            lines.append("failed: \(step)\(span.service): \(span.name): \(span.fault ?? "")")
        }
        return lines.joined(separator: "\n")
    }

    private func draw(_ span: Span, _ indent: String, _ lines: inout [String]) {
        let step = span.step.map { "step \($0)" } ?? ""
        let padded = step + String(repeating: " ", count: max(0, 8 - step.count))
        let offset = Self.time(span.start - start)
        let mark = span.fault == nil ? "" : "  FAILED: \(span.fault ?? "")"
        let note = span.note.map { "  (\($0))" } ?? ""
        lines.append(
            "\(padded)+\(offset)\t\(Self.time(span.end - span.start))\t\(indent)"
                + "\(span.service): \(span.name)\(note)\(mark)"
        )
        for child in children[span.id] ?? [] { draw(child, indent + "  ", &lines) }
    }

    private static func time(_ duration: Duration) -> String {
        let tenths = Int((duration.milliseconds * 10).rounded())
        return "\(tenths / 10).\(tenths % 10) ms"
    }
}
