import FoundationEssentials

/// A reply as it is written to the wire.
typealias ReplyBytes = Data

/// Where the reply to a call goes.
struct ReplyAddress: Sendable {
    let queue: String
    let correlation: String

    /// Nil for what is no call.
    init?(_ delivery: AMQPDelivery) {
        guard let queue = delivery.replyTo, let correlation = delivery.correlation else { return nil }
        self.queue = queue
        self.correlation = correlation
    }
}
