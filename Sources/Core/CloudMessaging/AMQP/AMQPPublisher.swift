import CloudCore

/// The publishing thread's work: sends, and sends again what a broken connection left unconfirmed.
final class AMQPPublisher: AMQPWork {
    enum Command: Sendable {
        case send(Outgoing)
        /// Replies come in at another queue now: what was asked before is asked again.
        case replyQueueChanged
        /// How many subscribers a topic has.
        case countSubscribers(Topic, Waiter<Int>)
    }

    private let calls: PendingCalls
    /// To be sent, in order.
    private var backlog = FIFO<Outgoing>()
    /// Sent under these numbers, and not confirmed yet.
    private var unconfirmed: [UInt64: Outgoing] = [:]
    private var oldest: UInt64 = 1
    private var next: UInt64 = 1
    /// Ids of messages that no queue took.
    private var returned: Set<String> = []
    /// Topics whose queue was seen on this connection.
    private var declared: Set<Topic> = []

    init(_ calls: PendingCalls) { self.calls = calls }

    func connected(_ connection: AMQPConnection) throws {
        try connection.declareExchange(AMQPNames.exchange)
        try connection.selectConfirms()
        try flush(connection)
    }

    func perform(_ command: Command, on connection: AMQPConnection) throws {
        switch command {
        case .send(let outgoing):
            backlog.append(outgoing)
        case .replyQueueChanged:
            backlog.keep { if case .call = $0.destination { false } else { true } }
            for outgoing in calls.outgoing { backlog.append(outgoing) }
        case .countSubscribers(let topic, let count):
            count.resolve(.success(try connection.declareQueue(of: topic)))
        }
        try flush(connection)
    }

    func received(_ event: AMQPEvent, on connection: AMQPConnection) throws {
        switch event {
        case .confirmed(let number, let multiple):
            for outgoing in settle(number, multiple) {
                if returned.remove(outgoing.id) != nil, let topic = outgoing.queueTopic {
                    declared.remove(topic)
                    backlog.append(outgoing)
                } else {
                    outgoing.confirmed?.resolve(.success(()))
                }
            }
            try flush(connection)
        case .refused(let number, let multiple):
            for outgoing in settle(number, multiple) {
                outgoing.confirmed?.resolve(.failure(Fault.unavailable("The message broker refused the message.")))
            }
        case .returned(let id):
            returned.insert(id)
        case .delivery, .other:
            break
        }
    }

    func disconnected() {
        var again = FIFO<Outgoing>()
        for number in oldest..<next {
            if let outgoing = unconfirmed[number] { again.append(outgoing) }
        }
        while let outgoing = backlog.popFirst() { again.append(outgoing) }
        backlog = again
        unconfirmed = [:]
        (oldest, next) = (1, 1)
        returned = []
        declared = []
    }

    func finished() {
        while let outgoing = backlog.popFirst() { outgoing.confirmed?.resolve(.failure(BusFault.closed())) }
    }

    private func flush(_ connection: AMQPConnection) throws {
        while let outgoing = backlog.popFirst() {
            // A call without a reply queue is passed over, too: it is pending, and sent when the queue is there.
            guard isWanted(outgoing), let publication = outgoing.publication(replyQueue: calls.replyQueue) else {
                continue
            }
            unconfirmed[next] = outgoing
            next += 1
            if let topic = outgoing.queueTopic, !declared.contains(topic) {
                try connection.declareQueue(of: topic)
                declared.insert(topic)
            }
            try connection.publish(publication)
        }
    }

    /// Whether anybody still waits for it.
    private func isWanted(_ outgoing: Outgoing) -> Bool {
        if case .call = outgoing.destination { return !outgoing.isExpired && calls.isPending(outgoing.id) }
        return !outgoing.isExpired
    }

    /// Takes the messages that the broker settled out of the unconfirmed ones.
    private func settle(_ number: UInt64, _ multiple: Bool) -> [Outgoing] {
        guard multiple else { return unconfirmed.removeValue(forKey: number).map { [$0] } ?? [] }
        guard number >= oldest else { return [] }
        let settled = (oldest...min(number, next - 1)).compactMap { unconfirmed.removeValue(forKey: $0) }
        oldest = number + 1
        return settled
    }
}
