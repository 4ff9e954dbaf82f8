package import CloudCore

/// What a receiver learns about a message besides the message.
///
/// `context` is also `RequestContext.current` while it runs.
package struct Delivery: Sendable {
    package let context: RequestContext?
    /// When the sender sent it, by the sender's clock.
    package let sentAt: Timestamp
    /// The topic it was sent to.
    package let topic: Topic

    package init(context: RequestContext?, sentAt: Timestamp, topic: Topic) {
        self.context = context
        self.sentAt = sentAt
        self.topic = topic
    }
}
