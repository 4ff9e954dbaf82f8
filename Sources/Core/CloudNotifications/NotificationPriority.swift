/// How much a notification matters: oslo.messaging's priorities, each with a queue of its own.
package enum NotificationPriority: String, Sendable, CaseIterable {
    case audit, debug, info, warn, error, critical, sample

    /// As it stands in the message; the queue's name has it in small letters.
    var word: String { rawValue.uppercased() }
}
