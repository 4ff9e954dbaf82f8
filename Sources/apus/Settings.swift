import CloudConfiguration

/// The settings of the process itself; each role has its own beside it.
enum Settings {
    /// `host:port` of the APIs; port 0 picks a free one.
    static let listen = ConfigurationKey("listen", default: "127.0.0.1:5000")
    /// Where clients reach the APIs of this process, as the catalog and answers name it: `https://cloud.example.org`;
    /// the address of `listen` when it is not set.
    static let publicURL = ConfigurationKey<String?>("public_url", default: nil)
    /// This machine's name in the cloud; the host name when it is not set.
    static let host = ConfigurationKey<String?>("host", default: nil)
    static let region = ConfigurationKey("region", default: "RegionOne")
    /// `postgresql://…`; SQLite files in the state folder when it is not set.
    static let database = ConfigurationKey<String?>("database.url", default: nil)
    /// `amqp://…`; in process when it is not set.
    static let bus = ConfigurationKey<String?>("bus.url", default: nil)
    /// How long a service remembers identity's limits; a change is told at once.
    static let limitsRemembered = ConfigurationKey("limits.remembered", default: Duration.seconds(5))
    /// Web pages of these origins may call the APIs; `*` for any.
    static let allowedOrigins = ConfigurationKey<[String]>("cors.allowed_origins", default: [])
    static let logLevel = ConfigurationKey("log.level", default: "info")
    /// How long traces are kept.
    static let traceRetention = ConfigurationKey("trace.retention", default: Duration.seconds(7 * 86400))
    /// What becomes of guests at `apus down`: `stay` (they run on, and are found by the next `up`) or `stop`.
    static let guestsAtDown = ConfigurationKey("down.guests", default: "stay")
    /// Where tests end the process: `kind/step/moment`, or `agent/what/done`.
    static let failpoint = ConfigurationKey<String?>("testing.failpoint", default: nil)
    /// A file that is made there instead, once; the process goes on when it is removed.
    static let failpointHold = ConfigurationKey<String?>("testing.failpoint_hold", default: nil)
    /// A file that names the place whenever there is one: for tests that change it while the cloud runs.
    static let failpointFile = ConfigurationKey<String?>("testing.failpoint_file", default: nil)

    /// Where a service that is not in this process answers: `http://host:port/identity`.
    static func endpoint(_ service: String) -> ConfigurationKey<String?> {
        ConfigurationKey("endpoints.\(service)", default: nil)
    }
}
