import CloudCore
import CloudSQL

/// Where notifications wait between their transaction and the broker: rows of this process, and a bell that rings when
/// some were committed.
package struct NotificationOutbox: Sendable {
    /// This process among those that write to the database.
    let owner: String
    let wakes: AsyncStream<Void>
    private let bell: AsyncStream<Void>.Continuation
    private let places = LockedValue<Int64>(0)

    package init(owner: String = IdentifierSource.random.uuid()) {
        self.owner = owner
        (wakes, bell) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    }

    /// Writes the row, and has it sent after the commit.
    func put(
        _ id: String, _ eventType: String, _ priority: NotificationPriority, _ message: String,
        _ connection: Connection
    ) throws {
        let place = places.withLock { place in
            place += 1
            return place
        }
        try connection.table(NotificationRow.self).insert(
            NotificationRow(
                id: id, eventType: eventType, priority: priority.rawValue, message: message,
                createdAt: connection.now, place: place, owner: owner))
        connection.afterCommit(ring)
    }

    @Sendable func ring() { bell.yield() }

    /// The oldest of this process's rows.
    func oldest(_ count: Int, _ connection: Connection) throws -> [NotificationRow] {
        try connection.all(
            NotificationRow.self, "SELECT * FROM notifications WHERE owner = $1 ORDER BY created_at, place LIMIT $2",
            [.text(owner), .integer(Int64(count))])
    }

    /// Takes what others wrote, who are known to be gone.
    func adoptAll(_ connection: Connection) throws {
        try connection.execute("UPDATE notifications SET owner = $1 WHERE owner <> $1", [.text(owner)])
    }
}
