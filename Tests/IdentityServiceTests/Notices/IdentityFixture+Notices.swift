import CloudJSON
import CloudNotifications
import CloudSQL

@testable import IdentityService

/// A notification as somebody would get it.
struct Heard: Sendable {
    var eventType: String
    var message: JSON
    var text: String

    var payload: JSON { message["payload"] ?? .null }
    subscript(_ name: String) -> JSON { payload[name] ?? .null }
}

extension IdentityFixture {
    /// Everything is told, to a broker that is never there: the rows stay.
    static let listening = [
        "notifications.driver": "messagingv2", "notifications.transport_url": "rabbit://guest:guest@127.0.0.1:1/",
        "identity.notification_opt_out": "",
    ]

    /// What was told since it was asked the last time.
    func heard() async throws -> [Heard] {
        try await role.store.database.write { connection in
            let rows = try connection.all(
                NotificationRow.self, "SELECT * FROM notifications ORDER BY created_at, place")
            try connection.execute("DELETE FROM notifications")
            return try rows.map {
                Heard(eventType: $0.eventType, message: try JSON(parsing: Array($0.message.utf8)), text: $0.message)
            }
        }
    }
}
