import CloudCore

/// Names at the broker, the same for every Apus process.
enum AMQPNames {
    static let exchange = "apus"
    /// How long a queue that nobody uses stays.
    static let expiry = Duration.seconds(600)

    /// The queue that a topic's subscribers share.
    static func queue(_ topic: Topic) -> String { "apus.\(topic)" }
    /// The routing key to one of the topic's subscribers.
    static func one(_ topic: Topic) -> String { "one.\(topic)" }
    /// The routing key to every subscriber of the topic.
    static func all(_ topic: Topic) -> String { "all.\(topic)" }

    /// Throws unless the topic fits a routing key, and is no pattern.
    static func check(_ topic: Topic) throws {
        let text = topic.description
        let words = text.split(separator: ".", omittingEmptySubsequences: false)
        guard !text.isEmpty, text.utf8.count <= 200, !words.contains("*"), !words.contains("#") else {
            throw BusFault.badTopic(topic)
        }
    }
}

extension AMQPConnection {
    /// Makes sure that the topic's shared queue is there; how many subscribers it has.
    @discardableResult
    func declareQueue(of topic: Topic) throws -> Int {
        let queue = AMQPNames.queue(topic)
        let consumers = try declareQueue(queue, expiry: AMQPNames.expiry)
        try bind(queue, to: AMQPNames.exchange, key: AMQPNames.one(topic))
        return consumers
    }
}
