/// What the broker sent unasked.
enum AMQPEvent {
    case delivery(AMQPDelivery)
    /// The broker has taken the message with this number, and all before it if `multiple`.
    case confirmed(UInt64, multiple: Bool)
    /// The broker could not take it.
    case refused(UInt64, multiple: Bool)
    /// No queue was bound to the routing key; the message's id.
    case returned(messageID: String)
    /// Of no interest.
    case other
}
