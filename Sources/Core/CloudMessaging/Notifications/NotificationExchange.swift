/// Where notifications go at the broker, and how exchange and queues are declared: as oslo.messaging's rabbit driver
/// does by default, or its consumers would be refused.
package struct NotificationExchange: Sendable, Hashable {
    /// oslo's control exchange: `keystone`, `nova`, `openstack`.
    package var name: String
    /// A queue `TOPIC.priority` is bound for each.
    package var topics: [String]
    /// oslo's `amqp_durable_queues`.
    package var isDurable: Bool
    /// oslo's `amqp_auto_delete`.
    package var deletesItself: Bool
    /// oslo's `rabbit_quorum_queue`.
    package var usesQuorum: Bool
    /// How long a message stays in a queue that nobody reads: it must not fill the broker.
    package var lifetime: Duration

    package init(
        name: String, topics: [String] = ["notifications"], isDurable: Bool = false, deletesItself: Bool = false,
        usesQuorum: Bool = false, lifetime: Duration = .seconds(86400)
    ) {
        self.name = name
        self.topics = topics
        self.isDurable = isDurable
        self.deletesItself = deletesItself
        self.usesQuorum = usesQuorum
        self.lifetime = lifetime
    }

    func declaration(passive: Bool) -> AMQPDeclaration {
        AMQPDeclaration(
            isDurable: isDurable || usesQuorum, deletesItself: deletesItself, usesQuorum: usesQuorum,
            isPassive: passive)
    }
}
