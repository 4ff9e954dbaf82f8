package import CloudCore
package import CloudJSON
package import CloudMessaging
package import CloudObservability
package import CloudSQL

/// A service's word to the outside that something happened: said in the transaction, sent when that has committed.
///
/// The message is oslo.messaging's (`oslo_messaging.notify.notifier`), so that its listeners read it unmodified.
package struct Notifier: Sendable {
    /// `identity.HOST`.
    package let publisherID: String
    /// Whether the request's context goes along (`_context_…`), as Nova's does and Keystone's does not.
    private let sendsContext: Bool
    private let drivers: Set<NotificationDriver>
    private let outbox: NotificationOutbox
    private let bus: any Bus
    private let log: Log
    private let identifiers: IdentifierSource

    package init(
        publisherID: String, sendsContext: Bool = false, settings: NotificationSettings, outbox: NotificationOutbox,
        bus: any Bus, log: Log, identifiers: IdentifierSource = .random
    ) {
        self.publisherID = publisherID
        self.sendsContext = sendsContext
        drivers = settings.drivers
        self.outbox = outbox
        (self.bus, self.log, self.identifiers) = (bus, log, identifiers)
    }

    /// Whether anybody would hear of it.
    package var isOn: Bool { !drivers.isEmpty }

    /// Says that something happened; nobody hears of it when the transaction rolls back.
    /// - Parameter payload: writes one JSON value; not called when nobody would hear of it.
    package func notify(
        _ connection: Connection, _ eventType: String, _ priority: NotificationPriority = .info,
        payload: (inout JSONWriter) throws -> Void
    ) throws {
        guard isOn else { return }
        let id = identifiers.uuid()
        let message = try message(id, eventType, priority, connection.now, payload)
        if !drivers.isDisjoint(with: [.messagingv2, .messaging]) {
            try outbox.put(id, eventType, priority, message, connection)
        }
        if drivers.contains(.log) {
            let log = log
            connection.afterCommit { log.info("notification \(eventType) \(message)") }
        }
        if drivers.contains(.bus) {
            let (bus, published) = (
                bus, PublishedNotification(eventType: eventType, priority: priority.rawValue, message: message)
            )
            connection.afterCommit { Task { try? await bus.fanout(published, to: PublishedNotification.topic) } }
        }
    }

    private func message(
        _ id: String, _ eventType: String, _ priority: NotificationPriority, _ now: Timestamp,
        _ payload: (inout JSONWriter) throws -> Void
    ) throws -> String {
        let bytes = try JSONWriter.bytes { writer in
            try writer.object { writer in
                writer.field("message_id", id)
                writer.field("publisher_id", publisherID)
                writer.field("event_type", eventType)
                writer.field("priority", priority.word)
                try writer.field("payload", payload)
                writer.field("timestamp", now.text(.microsecondsWithoutZone).replacing("T", with: " "))
                // Fixed: what is sent twice is seen to be the same.
                writer.field("_unique_id", id.filter { $0 != "-" })
                if sendsContext { Self.context(&writer) }
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// What oslo.context leaves in a redacted copy.
    private static func context(_ writer: inout JSONWriter) {
        guard let context = RequestContext.current else { return }
        writer.field("_context_request_id", context.requestID)
        writer.field("_context_global_request_id", context.globalRequestID)
        writer.field("_context_user_id", context.userID)
        writer.field("_context_user_name", context.userName)
        writer.field("_context_project_id", context.projectID)
        writer.field("_context_domain_id", context.domainID)
    }
}
