import CloudConfiguration

/// What is done with notifications, by the names that oslo.messaging gives its drivers.
package enum NotificationDriver: String, Sendable, CaseIterable {
    /// To a broker, in oslo's envelope.
    case messagingv2
    /// To a broker, without one: what oslo calls format 1.0.
    case messaging
    /// A line of the log.
    case log
    /// To those who subscribe to `PublishedNotification` on the cloud's own bus.
    case bus
    /// Nothing: not even a row is written.
    case noop

    /// Reads the setting's words; `noop` beside others means nothing.
    static func read(_ names: [String]) throws -> Set<NotificationDriver> {
        let drivers = try names.map { name in
            guard let driver = NotificationDriver(rawValue: name) else {
                let known = allCases.map(\.rawValue).joined(separator: ", ")
                throw ConfigurationError("\(NotificationKeys.drivers.name): \"\(name)\" is none of \(known).")
            }
            return driver
        }
        let all = Set(drivers).subtracting([.noop])
        guard !all.isSuperset(of: [.messagingv2, .messaging]) else {
            throw ConfigurationError(
                "\(NotificationKeys.drivers.name): messagingv2 and messaging would send everything twice.")
        }
        return all
    }
}
