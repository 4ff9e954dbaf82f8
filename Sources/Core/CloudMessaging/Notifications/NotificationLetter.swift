package import FoundationEssentials

/// A notification as it is handed to the broker.
package struct NotificationLetter: Sendable {
    /// The notification's `message_id`.
    package var id: String
    package var eventType: String
    /// In small letters: the end of its queues' names.
    package var priority: String
    package var body: Data

    package init(id: String, eventType: String, priority: String, body: Data) {
        self.id = id
        self.eventType = eventType
        self.priority = priority
        self.body = body
    }
}
