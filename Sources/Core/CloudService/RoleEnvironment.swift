package import CloudAuth
package import CloudConfiguration
package import CloudCore
package import CloudMessaging
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
    /// Where a service's database is, by the service's name.
    package var database: @Sendable (_ service: String) throws -> DatabaseLocation
    /// The operator's own rules for a service, by rule name.
    package var policyOverrides: @Sendable (_ service: String) throws -> [String: String]

    package init(
        configuration: Configuration, bus: any Bus, observability: Observability, clock: CloudClock = .system,
        identifiers: IdentifierSource = .random, host: String, stateFolder: String, failpoint: Failpoint = .none,
        database: @escaping @Sendable (String) throws -> DatabaseLocation,
        policyOverrides: @escaping @Sendable (String) throws -> [String: String] = { _ in [:] }
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
        self.policyOverrides = policyOverrides
    }

    /// The service's database with its migrations, not open yet.
    package func makeDatabase(_ service: String, _ migrations: [Migration]) throws -> Database {
        try Database(try database(service), migrations: migrations, clock: clock)
    }

    /// The service's rules with the operator's over them.
    package func makePolicy(_ service: String, _ defaults: [PolicyRule]) throws -> Policy {
        try Policy(defaults, overrides: try policyOverrides(service))
    }
}
