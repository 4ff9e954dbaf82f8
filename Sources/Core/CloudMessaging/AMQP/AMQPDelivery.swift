import FoundationEssentials

/// A message as it came.
struct AMQPDelivery: Sendable {
    let consumer: String
    let tag: UInt64
    let replyTo: String?
    let correlation: String?
    let body: Data
}
