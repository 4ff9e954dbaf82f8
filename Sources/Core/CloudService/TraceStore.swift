package import CloudCore
package import CloudObservability
package import CloudSQL

/// Keeps finished spans in a database of their own, written in batches beside the work they tell of.
package final class TraceStore: SpanSink {
    private static let batch = 500

    private let database: Database
    private let buffer = SpanBuffer()

    package static let migrations = [
        Migration(
            3, "spans",
            [
                """
                CREATE TABLE spans (
                    id TEXT PRIMARY KEY, parent_id TEXT, request_id TEXT NOT NULL, name TEXT NOT NULL, step INTEGER,
                    service TEXT NOT NULL, started_at BIGINT NOT NULL, ended_at BIGINT NOT NULL, note TEXT, fault TEXT)
                """,
                "CREATE INDEX spans_by_request ON spans (request_id)",
                "CREATE INDEX spans_by_end ON spans (ended_at)",
            ])
    ]

    package init(_ database: Database) { self.database = database }

    package func record(_ span: Span) { buffer.record(span) }

    /// Writes what waits.
    package func flush() async throws {
        while true {
            let spans = buffer.take(upTo: Self.batch)
            guard !spans.isEmpty else { return }
            try await database.write { connection in
                try connection.table(SpanRow.self).insert(contentsOf: spans.map(SpanRow.init))
            }
        }
    }

    /// Writes what waits, several times a second, until cancelled; and once more then.
    package func run(_ log: Log) async {
        while !Task.isCancelled {
            try? await Task.sleep(for: .milliseconds(200))
            buffer.beginRound()
            do { try await flush() } catch { log.warning("spans cannot be stored: \(error)") }
        }
    }

    /// All spans of a request, by their beginning.
    package static func spans(of requestID: String, _ database: Database) async throws -> [Span] {
        try await database.read { connection in
            try connection.table(SpanRow.self).list(
                ListQuery(filters: [.init("request_id", .isIn, [.string(requestID)])], order: [.init("started_at")])
            ).map(\.span)
        }
    }

    /// Forgets spans that ended before `moment`.
    package static func forget(before moment: Timestamp, _ database: Database) async throws {
        _ = try await database.write {
            try $0.execute("DELETE FROM spans WHERE ended_at < $1", [.integer(moment.microseconds)])
        }
    }
}

/// A span as stored.
struct SpanRow: Record {
    static let table = "spans"

    var id: String
    var parentID: String?
    var requestID: String
    var name: String
    var step: Int?
    var service: String
    var startedAt: Timestamp
    var endedAt: Timestamp
    var note: String?
    var fault: String?

    init(_ span: Span) {
        (id, parentID, requestID) = (span.id, span.parentID, span.requestID)
        (name, step, service) = (span.name, span.step, span.service)
        (startedAt, endedAt, note, fault) = (span.start, span.end, span.note, span.fault)
    }

    var span: Span {
        Span(
            id: id, parentID: parentID, requestID: requestID, name: name, step: step, service: service,
            start: startedAt,
            end: endedAt, note: note, fault: fault)
    }
}
