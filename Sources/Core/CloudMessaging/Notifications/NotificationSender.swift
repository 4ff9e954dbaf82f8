import CloudCore

/// Gives notifications to a broker that speaks AMQP 0-9-1: a connection and a thread of its own, apart from the bus.
package final class NotificationSender: Sendable {
    private let mailbox: Mailbox<NotificationBatch>
    private let reason: LockedValue<String?>

    /// Begins to connect, and returns at once.
    /// - Parameters:
    ///   - url: `amqp://user:password@host:port/vhost`, or the same with oslo's `rabbit://`.
    ///   - onError: told when the connection breaks, or does not come about.
    ///   - onConnected: told whenever one stands.
    /// - Throws: `Fault` when the URL cannot be read.
    package init(
        url: String, exchange: NotificationExchange, onError: @escaping @Sendable (String) -> Void,
        onConnected: @escaping @Sendable () -> Void
    ) throws {
        let address = try Self.address(url)
        let mailbox = try Mailbox<NotificationBatch>()
        let reason = LockedValue<String?>("not connected yet")
        (self.mailbox, self.reason) = (mailbox, reason)
        let broken: @Sendable (BusTrouble) -> Void = { trouble in
            // A broker that stays away is worth one line, not one for each attempt.
            let isNew = reason.withLock { reason in
                defer { reason = trouble.description }
                return reason != trouble.description
            }
            if isNew { onError(trouble.description) }
        }
        try AMQPThread.start(address, mailbox, onError: broken) {
            NotificationWork(exchange) {
                reason.withLock { $0 = nil }
                onConnected()
            }
        }
    }

    deinit {
        mailbox.shut()
    }

    /// - Throws: `Fault` when the URL cannot be read.
    package static func check(url: String) throws { _ = try address(url) }

    private static func address(_ url: String) throws -> AMQPAddress {
        try AMQPAddress(url: url.hasPrefix("rabbit://") ? "amqp" + url.dropFirst(6) : url)
    }

    package var isConnected: Bool { reason.withLock { $0 } == nil }

    package func close() { mailbox.shut() }

    /// Returns when the broker has all of them; they may come to it twice when this throws and they are sent again.
    /// - Throws: `Fault` 503 when it did not take them within `patience`, or the connection broke.
    package func send(_ letters: [NotificationLetter], within patience: Duration = .seconds(30)) async throws {
        if let reason = reason.withLock({ $0 }) { throw Self.away(reason) }
        let batch = NotificationBatch(letters: letters, taken: Waiter())
        guard mailbox.post(batch) else { throw BusFault.closed() }
        try await batch.taken.value(within: patience) { Self.away("it does not confirm") }
    }

    static func away(_ reason: String) -> Fault {
        Fault(503, "The message broker takes no notifications.", code: "bus.unavailable", cause: reason)
    }
}
