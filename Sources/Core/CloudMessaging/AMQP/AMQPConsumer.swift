import CloudCore

/// The consuming thread's work: keeps the subscriptions up, runs receivers, acknowledges, takes in replies.
final class AMQPConsumer: AMQPWork {
    enum Command: Sendable {
        /// The waiter is told when the subscription stands.
        case subscribe(AMQPReceiver, Waiter<Void>)
        case cancel(id: String)
        /// A message of the connection with this number has been received.
        case settle(connection: Int, tag: UInt64, AMQPReceiver.Outcome)
    }

    private let calls: PendingCalls
    private let identifiers: IdentifierSource
    private let mailbox: Mailbox<Command>
    private let publisher: Mailbox<AMQPPublisher.Command>
    private var receivers: [String: AMQPReceiver] = [:]
    /// Receivers by consumer, of this connection.
    private var consumers: [String: AMQPReceiver] = [:]
    private var replyQueue = ""
    /// Counts connections: a tag of an earlier one means nothing now.
    private var connectionNumber = 0

    init(
        _ calls: PendingCalls, _ identifiers: IdentifierSource, _ mailbox: Mailbox<Command>,
        publisher: Mailbox<AMQPPublisher.Command>
    ) {
        self.calls = calls
        self.identifiers = identifiers
        self.mailbox = mailbox
        self.publisher = publisher
    }

    func connected(_ connection: AMQPConnection) throws {
        connectionNumber += 1
        try connection.declareExchange(AMQPNames.exchange)
        // A new name each time: the broker may not have noticed yet that the connection before is dead.
        replyQueue = "apus.reply.\(identifiers.uuid())"
        try connection.declareExclusiveQueue(replyQueue)
        try connection.consume(replyQueue, consumer: replyQueue, prefetch: nil)
        for receiver in receivers.values { try stand(receiver, connection) }
        calls.replyQueue = replyQueue
        publisher.post(.replyQueueChanged)
    }

    func perform(_ command: Command, on connection: AMQPConnection) throws {
        switch command {
        case .subscribe(let receiver, let standing):
            receivers[receiver.id] = receiver
            try stand(receiver, connection)
            standing.resolve(.success(()))
        case .cancel(let id):
            guard let receiver = receivers.removeValue(forKey: id) else { return }
            for (consumer, other) in consumers where other.id == id {
                consumers[consumer] = nil
                try connection.cancel(consumer: consumer)
            }
            receiver.lane.shut()
        case .settle(let number, let tag, let outcome):
            guard number == connectionNumber else { return }
            switch outcome {
            case .done: try connection.acknowledge(tag)
            case .garbage: try connection.reject(tag, requeue: false)
            case .givenBack: try connection.reject(tag, requeue: true)
            }
        }
    }

    func received(_ event: AMQPEvent, on connection: AMQPConnection) throws {
        guard case .delivery(let delivery) = event else { return }
        if delivery.consumer == replyQueue {
            if let correlation = delivery.correlation { calls.answered(correlation, delivery.body) }
            return
        }
        guard let receiver = consumers[delivery.consumer] else {
            return try connection.reject(delivery.tag, requeue: true)
        }
        let (number, mailbox, publisher) = (connectionNumber, mailbox, publisher)
        receiver.lane.add {
            guard !receiver.lane.isShut else {
                mailbox.post(.settle(connection: number, tag: delivery.tag, .givenBack))
                return
            }
            let outcome = await receiver.receive(delivery) { address, bytes in
                let reply = Outgoing(
                    id: address.correlation, name: "reply", destination: .reply(queue: address.queue), body: bytes,
                    deadline: .now + .seconds(60), confirmed: nil)
                publisher.post(.send(reply))
            }
            mailbox.post(.settle(connection: number, tag: delivery.tag, outcome))
        }
    }

    func disconnected() {
        consumers = [:]
        calls.replyQueue = nil
        // The broker will deliver them again.
        for receiver in receivers.values { receiver.lane.clear() }
    }

    func finished() { calls.failAll(BusFault.closed()) }

    /// Sets the subscription up at the broker.
    private func stand(_ receiver: AMQPReceiver, _ connection: AMQPConnection) throws {
        consumers[receiver.sharedConsumer] = receiver
        consumers[receiver.fanoutConsumer] = receiver
        let own = "\(receiver.fanoutConsumer).\(connectionNumber)"
        try connection.declareExclusiveQueue(own)
        try connection.bind(own, to: AMQPNames.exchange, key: AMQPNames.all(receiver.topic))
        try connection.consume(own, consumer: receiver.fanoutConsumer, prefetch: receiver.concurrency)
        try connection.declareQueue(of: receiver.topic)
        let shared = AMQPNames.queue(receiver.topic)
        try connection.consume(shared, consumer: receiver.sharedConsumer, prefetch: receiver.concurrency)
    }
}
