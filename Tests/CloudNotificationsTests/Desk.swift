import CloudConfiguration
import CloudCore
import CloudJSON
import CloudMessaging
import CloudNotifications
import CloudObservability
import CloudSQL
import TestKit

/// A notifier on a database of its own, with what sends for it.
struct Desk: Sendable {
    let database: Database
    let notifier: Notifier
    let relay: NotificationRelay
    let bus = InProcessBus()
    let lines = LockedValue<[String]>([])

    init(
        _ database: Database, _ settings: [String: String], clock: CloudClock = .system, owner: String = "me",
        sendsContext: Bool = false
    ) throws {
        let lines = lines
        let log = Log(service: "test", minimum: .debug) { line in lines.withLock { $0.append(line) } }
        let observability = Observability(
            log: log, metrics: Metrics(), tracer: Tracer(service: "test", sink: NoSpans()))
        let outbox = NotificationOutbox(owner: owner)
        let read = try NotificationSettings(
            try Configuration(flags: settings), service: "identity", exchange: "keystone")
        self.database = database
        notifier = Notifier(
            publisherID: "identity.host1", sendsContext: sendsContext, settings: read, outbox: outbox, bus: bus,
            log: log)
        relay = NotificationRelay(
            database: database, outbox: outbox, settings: read, observability: observability)
    }

    static func run(
        _ engine: TestEngine, _ settings: [String: String], sendsContext: Bool = false,
        _ body: (Desk) async throws -> Void
    ) async throws {
        try await engine.withDatabase(NotificationRow.migrations) {
            try await body(Desk($0, settings, sendsContext: sendsContext))
        }
    }

    /// One transaction that says one thing.
    func notify(_ eventType: String, _ number: Int = 0) async throws {
        let notifier = notifier
        try await database.write { connection in
            try notifier.notify(connection, eventType) { $0.object { $0.field("number", number) } }
        }
    }

    var rows: [NotificationRow] {
        get async throws {
            try await database.read {
                try $0.all(NotificationRow.self, "SELECT * FROM notifications ORDER BY created_at, place")
            }
        }
    }

    /// Sends in the background while `body` runs.
    func sending(_ body: () async throws -> Void) async throws {
        let relay = relay
        let task = Task { try await relay.run() }
        defer { task.cancel() }
        try await body()
    }
}
