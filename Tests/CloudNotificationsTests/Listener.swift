import CloudCore
import CloudJSON
import FoundationEssentials

@testable import CloudMessaging

/// A consumer of one queue of notifications, as plain as can be.
struct Listener {
    private let connection: AMQPConnection
    private let acknowledges: Bool

    init(url: String, queue: String, acknowledges: Bool = true) throws {
        connection = try AMQPConnection(AMQPAddress(url: url))
        self.acknowledges = acknowledges
        try connection.consume(queue, consumer: "test", prefetch: 1000)
    }

    /// What came, oldest first: until there are `count`, or nothing more within the time.
    func take(_ count: Int, within limit: Duration = .seconds(60)) async throws -> [JSON] {
        let deadline = ContinuousClock.now + limit
        var taken: [JSON] = []
        while taken.count < count, ContinuousClock.now < deadline {
            guard let event = try connection.nextEvent() else {
                try await Task.sleep(for: .milliseconds(5))
                continue
            }
            guard case .delivery(let delivery) = event else { continue }
            taken.append(try JSON(parsing: Array(delivery.body)))
            if acknowledges { try connection.acknowledge(delivery.tag) }
        }
        return taken
    }

    /// So many, and what comes within a second after them.
    func only(_ count: Int) async throws -> [JSON] { try await take(count) + take(1, within: .seconds(1)) }

    func close() { connection.close() }
}
