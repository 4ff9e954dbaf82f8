package import CloudCore
package import CloudSQL

/// A notification that has not reached the broker yet: written in the transaction that it tells of.
package struct NotificationRow: Record {
    package static let table = "notifications"

    /// Its `message_id`.
    package var id: String
    package var eventType: String
    package var priority: String
    /// The whole message as JSON, without the envelope.
    package var message: String
    package var createdAt: Timestamp
    /// Its place among those of one process and moment.
    package var place: Int64
    /// The process that sends it.
    package var owner: String

    /// The table, in a series of the kit's own: every service that notifies has it.
    package static let migrations = [
        Migration(
            1, "notifications",
            [
                """
                CREATE TABLE notifications (
                    id TEXT PRIMARY KEY, event_type TEXT NOT NULL, priority TEXT NOT NULL, message TEXT NOT NULL,
                    created_at BIGINT NOT NULL, place BIGINT NOT NULL, owner TEXT NOT NULL)
                """,
                "CREATE INDEX notifications_by_owner ON notifications (owner, created_at, place)",
            ], series: "notifications")
    ]
}
