package import CloudConfiguration
package import CloudMessaging

/// The names of the settings of `[oslo_messaging_notifications]` and `[oslo_messaging_rabbit]`, under `notifications`.
enum NotificationKeys {
    /// Empty: `messagingv2` when the cloud has a broker, else `noop`.
    static let drivers = ConfigurationKey<[String]>("notifications.driver", default: [])
    static let topics = ConfigurationKey<[String]>("notifications.topics", default: ["notifications"])
    /// The broker; the cloud's own (`bus.url`) when it is not set.
    static let transportURL = ConfigurationKey<String?>("notifications.transport_url", default: nil)
    static let durableQueues = ConfigurationKey<Bool>("notifications.amqp_durable_queues", default: false)
    static let autoDelete = ConfigurationKey<Bool>("notifications.amqp_auto_delete", default: false)
    static let quorumQueues = ConfigurationKey<Bool>("notifications.rabbit_quorum_queue", default: false)
    /// How long a notification waits for a broker that is away, and then at the broker for who reads it.
    static let retention = ConfigurationKey<Duration>("notifications.retention", default: .seconds(86400))
    /// How many may wait; the oldest go beyond.
    static let capacity = ConfigurationKey<Int>("notifications.capacity", default: 100_000)
    static let bus = ConfigurationKey<String?>("bus.url", default: nil)
}

/// What an operator has said about a service's notifications.
package struct NotificationSettings: Sendable {
    package var drivers: Set<NotificationDriver>
    /// Set when a driver needs a broker.
    package var transportURL: String?
    package var exchange: NotificationExchange
    package var retention: Duration
    package var capacity: Int

    /// - Parameters:
    ///   - service: whose own settings, such as `identity.control_exchange`, are read too.
    ///   - exchange: the control exchange of its OpenStack sibling: `keystone`, `nova`, …
    /// - Throws: `ConfigurationError`, also for a driver that has no broker to send to.
    package init(_ configuration: Configuration, service: String, exchange: String) throws {
        let url = try configuration[NotificationKeys.transportURL] ?? configuration[NotificationKeys.bus]
        let names = try configuration[NotificationKeys.drivers]
        drivers = try NotificationDriver.read(names.isEmpty ? [url == nil ? "noop" : "messagingv2"] : names)
        transportURL = drivers.isDisjoint(with: [.messagingv2, .messaging]) ? nil : url
        guard transportURL != nil || drivers.isDisjoint(with: [.messagingv2, .messaging]) else {
            throw ConfigurationError(
                "\(NotificationKeys.drivers.name): there is no broker; set \(NotificationKeys.transportURL.name).")
        }
        if let transportURL { try NotificationSender.check(url: transportURL) }
        let topics = try configuration[NotificationKeys.topics]
        guard topics.allSatisfy({ !$0.isEmpty && $0.utf8.count <= 200 }) else {
            throw ConfigurationError("\(NotificationKeys.topics.name): a topic has 1 to 200 bytes.")
        }
        retention = try configuration[NotificationKeys.retention]
        self.exchange = NotificationExchange(
            name: try configuration[ConfigurationKey("\(service).control_exchange", default: exchange)],
            topics: topics, isDurable: try configuration[NotificationKeys.durableQueues],
            deletesItself: try configuration[NotificationKeys.autoDelete],
            usesQuorum: try configuration[NotificationKeys.quorumQueues], lifetime: retention)
        capacity = max(1, try configuration[NotificationKeys.capacity])
    }
}
