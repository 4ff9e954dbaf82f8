package import CloudMessaging

/// A notification on the cloud's own bus, for who subscribes there: in one process or over a broker.
package struct PublishedNotification: Message {
    package static let name = "notifications.published"
    package static let topic: Topic = "notifications"

    package var eventType: String
    package var priority: String
    /// The message as oslo.messaging has it, as JSON: `message_id`, `publisher_id`, `payload`, …
    package var message: String
}
