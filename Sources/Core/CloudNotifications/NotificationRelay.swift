import CloudCore
import CloudJSON
import CloudMessaging
package import CloudObservability
package import CloudSQL
import FoundationEssentials

/// Sends a process's notifications to the broker, in order and as soon as they are committed, and deletes their rows
/// when the broker has them.
///
/// A process that is killed leaves its rows to the next; one whose broker is away keeps them until it is back, or they
/// are too old or too many. Nobody waits for any of it.
package actor NotificationRelay {
    private static let batch = 100
    private static let linger = Duration.milliseconds(20)
    private static let look = Duration.seconds(10)

    private let database: Database
    private let outbox: NotificationOutbox
    private let settings: NotificationSettings
    private let observability: Observability
    private let upkeep: NotificationUpkeep
    /// Sent, but their rows are still there.
    private var sent: [String] = []

    package init(
        database: Database, outbox: NotificationOutbox, settings: NotificationSettings, observability: Observability
    ) {
        self.database = database
        self.outbox = outbox
        self.settings = settings
        self.observability = observability
        upkeep = NotificationUpkeep(
            database: database, owner: outbox.owner, retention: settings.retention, capacity: settings.capacity,
            observability: observability)
    }

    /// Takes over all that others left: for a process that knows that no other writes to the database.
    package func takeOver() async throws {
        guard settings.transportURL != nil else { return }
        let outbox = outbox
        try await database.write { try outbox.adoptAll($0) }
    }

    /// Sends until cancelled; at once done when no driver needs a broker.
    package func run() async throws {
        guard let url = settings.transportURL else { return }
        let (log, ring) = (observability.log, outbox.ring)
        let sender = try NotificationSender(
            url: url, exchange: settings.exchange, onError: { log.warning("notifications wait: \($0)") },
            onConnected: ring)
        let clock = Task {
            while !Task.isCancelled {
                try await Task.sleep(for: Self.look)
                ring()
            }
        }
        ring()
        await work(sender)
        clock.cancel()
        sender.close()
    }

    private func work(_ sender: NotificationSender) async {
        var lookedAfter = ContinuousClock.now
        for await _ in outbox.wakes {
            // What is said meanwhile goes along: one reading and one deletion for all of it.
            try? await Task.sleep(for: Self.linger)
            do {
                while sender.isConnected, try await sendSome(sender) {}
            } catch {
                guard !Task.isCancelled else { return }
                observability.log.warning("notifications wait: \(error)")
                try? await Task.sleep(for: .seconds(1))
            }
            guard ContinuousClock.now - lookedAfter >= Self.look else { continue }
            lookedAfter = .now
            do { try await upkeep.run() } catch { observability.log.warning("notifications: \(error)") }
        }
    }

    /// Sends a batch; false when nothing is left.
    private func sendSome(_ sender: NotificationSender) async throws -> Bool {
        try await settle()
        let outbox = outbox
        let rows = try await database.read { try outbox.oldest(Self.batch, $0) }
        guard !rows.isEmpty else { return false }
        try await sender.send(rows.map(letter))
        observability.metrics.count("apus_notifications_sent_total", by: Double(rows.count))
        sent = rows.map(\.id)
        try await settle()
        return rows.count == Self.batch
    }

    /// Deletes the rows of what was sent, before anything else is read.
    private func settle() async throws {
        guard !sent.isEmpty else { return }
        let ids = sent.map(ListQuery.Value.string)
        try await database.write { connection in
            try connection.table(NotificationRow.self).delete(where: [.init("id", .isIn, ids)])
        }
        sent = []
    }

    /// `oslo_messaging._drivers.common.serialize_msg`: the message as text inside the envelope.
    private nonisolated func letter(_ row: NotificationRow) -> NotificationLetter {
        var body = Data(row.message.utf8)
        if !settings.drivers.contains(.messaging) {
            body = Data(
                JSONWriter.bytes { writer in
                    writer.object { writer in
                        writer.field("oslo.version", "2.0")
                        writer.field("oslo.message", row.message)
                    }
                })
        }
        return NotificationLetter(id: row.id, eventType: row.eventType, priority: row.priority, body: body)
    }
}
