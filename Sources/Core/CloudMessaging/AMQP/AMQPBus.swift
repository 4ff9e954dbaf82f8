package import CloudCore
import FoundationEssentials

/// The bus over a broker that speaks AMQP 0-9-1 (RabbitMQ): one connection and thread to publish, one each to consume.
///
/// Casts outlive the broker's restart; calls are asked again by their callers; fan-outs may be lost then.
package final class AMQPBus: Bus {
    /// How long a cast or a subscription waits for a broker that is away.
    private static let patience = Duration.seconds(5)

    private let calls = PendingCalls()
    /// Why the last connection broke, or did not come about.
    private let lastBreak = LockedValue<String?>(nil)
    private let publisher: Mailbox<AMQPPublisher.Command>
    private let consumer: Mailbox<AMQPConsumer.Command>
    private let clock: CloudClock
    private let identifiers: IdentifierSource
    private let onError: @Sendable (BusTrouble) -> Void

    /// Begins to connect, and returns at once.
    /// Throws when the URL (`amqp://user:password@host:port/vhost`) cannot be read.
    package init(
        url: String, clock: CloudClock = .system, identifiers: IdentifierSource = .random,
        onError: @escaping @Sendable (BusTrouble) -> Void = { _ in }
    ) throws {
        let address = try AMQPAddress(url: url)
        let (publisher, consumer) = (try Mailbox<AMQPPublisher.Command>(), try Mailbox<AMQPConsumer.Command>())
        (self.publisher, self.consumer) = (publisher, consumer)
        (self.clock, self.identifiers, self.onError) = (clock, identifiers, onError)
        let (calls, lastBreak) = (calls, lastBreak)
        let onBreak: @Sendable (BusTrouble) -> Void = { trouble in
            lastBreak.withLock { $0 = trouble.description }
            onError(trouble)
        }
        try AMQPThread.start(address, publisher, onError: onBreak) { AMQPPublisher(calls) }
        do {
            try AMQPThread.start(address, consumer, onError: onBreak) {
                AMQPConsumer(calls, identifiers, consumer, publisher: publisher)
            }
        } catch {
            publisher.shut()
            throw error
        }
    }

    deinit {
        close()
    }

    /// Ends both connections. What was delivered here and is not finished goes to others; calls that wait fail.
    package func close() {
        consumer.shut()
        publisher.shut()
    }

    package func call<M: CallMessage>(_ message: M, to topic: Topic, within deadline: Duration) async throws -> M.Reply
    {
        let waiter = Waiter<Data>()
        let outgoing = try outgoing(message, .call(topic), topic, deadline, nil)
        calls.add(outgoing, waiter)
        defer { calls.remove(outgoing.id) }
        guard publisher.post(.send(outgoing)) else { throw BusFault.closed() }
        let bytes = try await waiter.value(within: deadline) { await self.expired(topic, deadline) }
        return try ReplyEnvelope.reply(M.Reply.self, bytes, to: M.name)
    }

    package func cast<M: Message>(_ message: M, to topic: Topic) async throws {
        try await publish(message, .cast(topic), topic)
    }

    package func fanout<M: Message>(_ message: M, to topic: Topic) async throws {
        try await publish(message, .fanout(topic), topic)
    }

    @discardableResult
    package func subscribe(_ topic: Topic, _ registrations: [Reception], concurrency: Int) async throws -> Subscription
    {
        try AMQPNames.check(topic)
        let width = max(1, concurrency)
        let receiver = AMQPReceiver(
            id: identifiers.uuid(), topic: topic, receptions: Reception.byName(registrations), concurrency: width,
            lane: Lane(width: width), onError: onError)
        let standing = Waiter<Void>()
        guard consumer.post(.subscribe(receiver, standing)) else { throw BusFault.closed() }
        let consumer = consumer
        let subscription = Subscription { consumer.post(.cancel(id: receiver.id)) }
        do {
            try await standing.value(within: Self.patience) { self.brokerAway(topic, Self.patience) }
        } catch is Fault {
            // It stands when the broker is back.
        } catch {
            subscription.cancel()
            throw error
        }
        return subscription
    }

    /// Publishes and waits for the broker's confirmation.
    private func publish(_ message: some Message, _ destination: Outgoing.Destination, _ topic: Topic) async throws {
        let confirmed = Waiter<Void>()
        let outgoing = try outgoing(message, destination, topic, Self.patience, confirmed)
        guard publisher.post(.send(outgoing)) else { throw BusFault.closed() }
        try await confirmed.value(within: Self.patience) { self.brokerAway(topic, Self.patience) }
    }

    private func outgoing<M: Message>(
        _ message: M, _ destination: Outgoing.Destination, _ topic: Topic, _ deadline: Duration,
        _ confirmed: Waiter<Void>?
    ) throws -> Outgoing {
        try AMQPNames.check(topic)
        let envelope = OutgoingEnvelope(
            message: message, topic: topic, context: RequestContext.current, sentAt: clock.now)
        return Outgoing(
            id: identifiers.uuid(), name: M.name, destination: destination, body: try JSONEncoder().encode(envelope),
            deadline: .now + deadline, confirmed: confirmed)
    }

    private func brokerAway(_ topic: Topic, _ waited: Duration) -> Fault {
        BusFault.brokerAway(topic, waited, cause: lastBreak.withLock { $0 })
    }

    /// Why a call got no answer.
    private func expired(_ topic: Topic, _ deadline: Duration) async -> any Error {
        let count = Waiter<Int>()
        publisher.post(.countSubscribers(topic, count))
        do {
            let subscribers = try await count.value(within: .milliseconds(500)) {
                self.brokerAway(topic, deadline)
            }
            return subscribers > 0 ? BusFault.late(topic, deadline) : BusFault.nobody(topic, deadline)
        } catch {
            return error
        }
    }
}
