import CloudCore
import FoundationEssentials

/// A message that is to be published, again and again until the broker confirms it or its deadline is over.
struct Outgoing: Sendable {
    enum Destination: Sendable {
        /// To one subscriber.
        case cast(Topic)
        /// To every subscriber.
        case fanout(Topic)
        /// To one subscriber, which answers to our reply queue.
        case call(Topic)
        /// To the caller's reply queue.
        case reply(queue: String)
    }

    /// The message's own id; the correlation of a call and of its reply.
    let id: String
    let name: String
    let destination: Destination
    let body: Data
    /// When nobody waits for it any more.
    let deadline: ContinuousClock.Instant
    /// Told when the broker has it.
    let confirmed: Waiter<Void>?

    var isExpired: Bool { deadline <= .now }

    /// The topic whose queue must be there.
    var queueTopic: Topic? {
        switch destination {
        case .cast(let topic), .call(let topic): topic
        case .fanout, .reply: nil
        }
    }

    /// What is given to the broker; nil for a call while there is no reply queue.
    func publication(replyQueue: String?) -> AMQPPublication? {
        var out = AMQPPublication(
            exchange: AMQPNames.exchange, key: "", type: name, messageID: id, body: body, persistent: false,
            mandatory: false)
        switch destination {
        case .cast(let topic):
            out.key = AMQPNames.one(topic)
            out.persistent = true
            out.mandatory = true
        case .fanout(let topic):
            out.key = AMQPNames.all(topic)
        case .call(let topic):
            guard let replyQueue else { return nil }
            out.key = AMQPNames.one(topic)
            out.mandatory = true
            out.correlation = id
            out.replyTo = replyQueue
            out.lifetime = deadline - .now
        case .reply(let queue):
            out.exchange = ""
            out.key = queue
            out.correlation = id
        }
        return out
    }
}
