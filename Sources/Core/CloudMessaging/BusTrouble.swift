package import CloudCore

/// What went wrong where no caller waits; handed to the bus's `onError` for the log.
package enum BusTrouble: Sendable, CustomStringConvertible {
    /// A receiver threw at a cast or a fan-out; the message is done.
    case receiverFailed(message: String, topic: Topic, context: RequestContext?, error: any Error)
    /// A message of a name that the topic's subscriber does not know; thrown away.
    case unknownMessage(String, topic: Topic)
    /// A message that is no envelope, or not what its name promises; thrown away.
    case unreadable(topic: Topic, reason: String)
    /// The topic's queue was full; its oldest message was thrown away.
    case dropped(message: String, topic: Topic)
    /// The broker is not reachable, or the connection to it broke; it is being retried.
    case disconnected(String)

    package var description: String {
        switch self {
        case .receiverFailed(let message, let topic, _, let error): "\(topic) failed at \(message): \(error)"
        case .unknownMessage(let message, let topic): "\(topic) does not know the message \(message)"
        case .unreadable(let topic, let reason): "\(topic) got a message it cannot read: \(reason)"
        case .dropped(let message, let topic): "\(topic) has too many messages waiting; dropped a \(message)"
        case .disconnected(let reason): "message broker: \(reason)"
        }
    }
}
