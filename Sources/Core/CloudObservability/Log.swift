package import CloudCore

/// One line per request and per task step: `2026-11-21T10:55:18.123456Z INFO compute req-… project=… POST /servers 202
/// 4.1ms`.
package struct Log: Sendable {
    package enum Level: Int, Sendable, Comparable, CaseIterable {
        case debug, info, warning, error

        package static func < (a: Level, b: Level) -> Bool { a.rawValue < b.rawValue }
        var word: String { ["DEBUG", "INFO", "WARNING", "ERROR"][rawValue] }
    }

    package let service: String
    private let minimum: Level
    private let clock: CloudClock
    private let write: @Sendable (String) -> Void

    /// - Parameter write: takes one whole line, without its end.
    package init(
        service: String, minimum: Level = .info, clock: CloudClock = .system,
        write: @escaping @Sendable (String) -> Void
    ) {
        self.service = service
        self.minimum = minimum
        self.clock = clock
        self.write = write
    }

    /// Writes nothing.
    package static let silent = Log(service: "", write: { _ in })

    package func named(_ service: String) -> Log { Log(service: service, minimum: minimum, clock: clock, write: write) }

    package func debug(_ message: @autoclosure () -> String) { line(.debug, message) }
    package func info(_ message: @autoclosure () -> String) { line(.info, message) }
    package func warning(_ message: @autoclosure () -> String) { line(.warning, message) }
    package func error(_ message: @autoclosure () -> String) { line(.error, message) }

    private static let escapes: [Unicode.Scalar: String] = ["\n": "\\n", "\r": "\\r"]

    private func line(_ level: Level, _ message: () -> String) {
        guard level >= minimum else { return }
        let context = RequestContext.current
        var text = "\(clock.now.text(.microseconds)) \(level.word) \(service)"
        if let context { text += " \(context.requestID)" }
        if let project = context?.projectID { text += " project=\(project)" }
        // A line is a line: what came from outside must not begin another.
        let words = message()
        let isLine = !words.utf8.contains { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }
        text += " "
        text += isLine ? words : words.unicodeScalars.map { Self.escapes[$0] ?? String($0) }.joined()
        write(text)
    }
}
