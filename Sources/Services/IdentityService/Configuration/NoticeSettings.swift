import CloudConfiguration
import CloudNotifications
import CloudObservability
import CloudSQL
import CloudService

/// Settings of Keystone's notifications; those that all services share are under `notifications`.
enum NoticeSettings {
    /// `cadf` or `basic`.
    static let format = ConfigurationKey<NoticeFormat>("identity.notification_format", default: .cadf)
    /// Event types nobody is told of; a sign-in's outcome belongs to its event type here.
    static let optOut = ConfigurationKey<[String]>(
        "identity.notification_opt_out",
        default: ["identity.authenticate.success", "identity.authenticate.pending"])
}

extension NoticeFormat: ConfigurationValue {}

extension Notices {
    /// What identity tells others, and what sends it.
    static func made(
        _ environment: RoleEnvironment, _ database: Database
    ) throws -> (notices: Notices, relay: NotificationRelay) {
        // Keystone sends no context along.
        let made = try environment.makeNotifier("identity", exchange: "keystone", sendsContext: false, database)
        let notices = Notices(
            made.notifier, format: try environment.configuration[NoticeSettings.format],
            optOut: try environment.configuration[NoticeSettings.optOut], identifiers: environment.identifiers,
            log: environment.observability.named("identity").log)
        return (notices, made.relay)
    }
}
