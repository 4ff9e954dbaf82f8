import CloudCore

/// The sending thread's work: declares exchange and queues as they are needed, publishes, and waits for the broker's
/// confirmations.
final class NotificationWork: AMQPWork {
    /// A letter to one queue.
    private struct Copy {
        let letter: NotificationLetter
        let queue: String
        let messageID: String
        let batch: Int
    }

    /// A batch of which the broker has not confirmed so many copies yet.
    private struct Open {
        let batch: NotificationBatch
        var missing: Int
    }

    private let exchange: NotificationExchange
    private let onConnected: @Sendable () -> Void
    private var open: [Int: Open] = [:]
    private var nextBatch = 0
    private var unconfirmed: [UInt64: Copy] = [:]
    private var oldest: UInt64 = 1
    private var next: UInt64 = 1
    /// Message ids that no queue took: somebody has deleted it.
    private var returned: Set<String> = []
    /// What was seen on this connection.
    private var declared: Set<String> = []
    /// What others declared in another way than ours: theirs holds.
    private var foreign: Set<String> = []

    init(_ exchange: NotificationExchange, onConnected: @escaping @Sendable () -> Void) {
        self.exchange = exchange
        self.onConnected = onConnected
    }

    func connected(_ connection: AMQPConnection) throws {
        try connection.selectConfirms()
        try declaring("exchange \(exchange.name)") {
            try connection.declareExchange(exchange.name, exchange.declaration(passive: $0))
        }
        onConnected()
    }

    func perform(_ batch: NotificationBatch, on connection: AMQPConnection) throws {
        // Who gave up waiting will send it again.
        guard !batch.taken.isResolved else { return }
        guard !batch.letters.isEmpty, !exchange.topics.isEmpty else { return batch.taken.resolve(.success(())) }
        let number = nextBatch
        nextBatch += 1
        open[number] = Open(batch: batch, missing: batch.letters.count * exchange.topics.count)
        for letter in batch.letters {
            for (index, topic) in exchange.topics.enumerated() {
                let id = index == 0 ? letter.id : "\(letter.id).\(index)"
                let queue = "\(topic).\(letter.priority)"
                try publish(Copy(letter: letter, queue: queue, messageID: id, batch: number), connection)
            }
        }
    }

    func received(_ event: AMQPEvent, on connection: AMQPConnection) throws {
        switch event {
        case .confirmed(let number, let multiple):
            for copy in settle(number, multiple) {
                if returned.remove(copy.messageID) != nil {
                    declared.remove(copy.queue)
                    try publish(copy, connection)
                } else {
                    confirm(copy.batch)
                }
            }
        case .refused(let number, let multiple):
            for copy in settle(number, multiple) {
                open.removeValue(forKey: copy.batch)?.batch.taken.resolve(
                    .failure(NotificationSender.away("it refused one")))
            }
        case .returned(let id):
            returned.insert(id)
        case .delivery, .other:
            break
        }
    }

    func disconnected() {
        for each in open.values { each.batch.taken.resolve(.failure(NotificationSender.away("the connection broke"))) }
        (open, unconfirmed, returned, declared) = ([:], [:], [], [])
        (oldest, next) = (1, 1)
    }

    func finished() {}

    private func publish(_ copy: Copy, _ connection: AMQPConnection) throws {
        try declareQueue(copy.queue, connection)
        unconfirmed[next] = copy
        next += 1
        try connection.publish(
            AMQPPublication(
                exchange: exchange.name, key: copy.queue, type: copy.letter.eventType, messageID: copy.messageID,
                body: copy.letter.body, contentEncoding: "utf-8", persistent: true, mandatory: true,
                lifetime: exchange.lifetime))
    }

    /// The queue of that name, bound by its name: consumers that come later find there what was sent before.
    private func declareQueue(_ queue: String, _ connection: AMQPConnection) throws {
        guard !declared.contains(queue) else { return }
        try declaring("queue \(queue)") {
            try connection.declareQueue(queue, exchange.declaration(passive: $0))
        }
        try connection.bind(queue, to: exchange.name, key: queue)
        declared.insert(queue)
    }

    /// A refused declaration ends the connection; on the next one it is looked for as it is.
    private func declaring(_ name: String, _ declare: (_ passive: Bool) throws -> Void) throws {
        do {
            try declare(foreign.contains(name))
        } catch let error as AMQPError {
            if error.isPreconditionFailed { foreign.insert(name) }
            if error.isNotFound { foreign.remove(name) }
            throw error
        }
    }

    private func confirm(_ number: Int) {
        guard var batch = open[number] else { return }
        batch.missing -= 1
        open[number] = batch.missing > 0 ? batch : nil
        if batch.missing == 0 { batch.batch.taken.resolve(.success(())) }
    }

    private func settle(_ number: UInt64, _ multiple: Bool) -> [Copy] {
        guard multiple else { return unconfirmed.removeValue(forKey: number).map { [$0] } ?? [] }
        guard number >= oldest else { return [] }
        let settled = (oldest...min(number, next - 1)).compactMap { unconfirmed.removeValue(forKey: $0) }
        oldest = number + 1
        return settled
    }
}
