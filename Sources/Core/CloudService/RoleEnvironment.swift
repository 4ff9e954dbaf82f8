package import CloudAuth
package import CloudConfiguration
package import CloudCore
package import CloudMessaging
package import CloudNotifications
package import CloudObservability
package import CloudSQL

/// What the composition gives to every role.
package struct RoleEnvironment: Sendable {
    package var configuration: Configuration
    package var bus: any Bus
    package var observability: Observability
    package var clock: CloudClock
    package var identifiers: IdentifierSource
    /// This machine's name in the cloud: the `host` of agents and services.
    package var host: String
    /// The folder that holds all state of this process (`$APUS_HOME`).
    package var stateFolder: String
    /// Where tests end the process.
    package var failpoint: Failpoint
    /// The rules that roles have made, by service: for `apus policy`.
    package let policies = LockedValue<[String: Policy]>([:])
    /// Where a service's database is, by the service's name.
    package var database: @Sendable (_ service: String) throws -> DatabaseLocation

    package init(
        configuration: Configuration, bus: any Bus, observability: Observability, clock: CloudClock = .system,
        identifiers: IdentifierSource = .random, host: String, stateFolder: String, failpoint: Failpoint = .none,
        database: @escaping @Sendable (String) throws -> DatabaseLocation
    ) {
        self.configuration = configuration
        self.bus = bus
        self.observability = observability
        self.clock = clock
        self.identifiers = identifiers
        self.host = host
        self.stateFolder = stateFolder
        self.failpoint = failpoint
        self.database = database
    }

    /// The service's database with its migrations, not open yet.
    package func makeDatabase(_ service: String, _ migrations: [Migration]) throws -> Database {
        try Database(try database(service), migrations: migrations, clock: clock, failpoint: failpoint)
    }

    /// What a service says to the outside when something happened, and what sends that.
    /// - Parameters:
    ///   - service: its name; `publisher` is its OpenStack sibling's in `publisher_id`, where that is another.
    ///   - exchange: the sibling's control exchange: `keystone`, `nova`, …
    ///   - sendsContext: whether messages carry the request's context, as Nova's do and Keystone's do not.
    ///   - database: with `NotificationRow.migrations`.
    package func makeNotifier(
        _ service: String, publisher: String? = nil, exchange: String, sendsContext: Bool, _ database: Database
    ) throws -> (notifier: Notifier, relay: NotificationRelay) {
        let settings = try NotificationSettings(configuration, service: service, exchange: exchange)
        let outbox = NotificationOutbox()
        let observability = observability.named(service)
        let host = try configuration[ConfigurationKey("\(service).default_publisher_id", default: "")]
        let notifier = Notifier(
            publisherID: "\(publisher ?? service).\(host.isEmpty ? self.host : host)", sendsContext: sendsContext,
            settings: settings, outbox: outbox, bus: bus, log: observability.log, identifiers: identifiers)
        let relay = NotificationRelay(
            database: database, outbox: outbox, settings: settings, observability: observability)
        return (notifier, relay)
    }

    /// The service's rules with the operator's over them, which are read again when they change.
    package func makePolicy(_ service: String, _ defaults: [PolicyRule]) throws -> Policy {
        let log = observability.log.named(service)
        let policy = try Policy(defaults, file: try policyFile(service)) { log.error($0) }
        policies.withLock { $0[service] = policy }
        return policy
    }

    /// Where the operator's own rules for a service stand: `SERVICE.policy_file`, or `policy/SERVICE.yaml` of the state
    /// folder.
    package func policyFile(_ service: String) throws -> PolicyFile {
        let path = try configuration[ConfigurationKey("\(service).policy_file", default: "")]
        return PolicyFile(path.isEmpty ? "\(stateFolder)/policy/\(service).yaml" : path)
    }
}
