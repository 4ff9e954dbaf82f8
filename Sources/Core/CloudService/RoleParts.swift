package import CloudHTTP
package import CloudNotifications
package import CloudSQL
package import CloudTasks

/// What a role consists of, for the composition to run.
package struct RoleParts: Sendable {
    /// Opened (and migrated) before anything else starts.
    package var databases: [Database]
    /// Mounted on the process's listener.
    package var apis: [ServiceAPI]
    package var runners: [TaskRunner]
    package var workers: [Work]
    /// Send notifications.
    package var relays: [NotificationRelay]
    /// Run once, in order, when the databases are open and before requests are taken: first rows, subscriptions.
    package var preparations: [@Sendable () async throws -> Void]
    /// Loops that run until they are cancelled.
    package var loops: [@Sendable () async throws -> Void]

    /// A periodic worker, and the database whose lease it needs.
    package struct Work: Sendable {
        package var worker: PeriodicWorker
        package var database: Database?

        package init(_ worker: PeriodicWorker, _ database: Database?) {
            self.worker = worker
            self.database = database
        }
    }

    package init(
        databases: [Database] = [], apis: [ServiceAPI] = [], runners: [TaskRunner] = [], workers: [Work] = [],
        relays: [NotificationRelay] = [], preparations: [@Sendable () async throws -> Void] = [],
        loops: [@Sendable () async throws -> Void] = []
    ) {
        self.databases = databases
        self.apis = apis
        self.runners = runners
        self.workers = workers
        self.relays = relays
        self.preparations = preparations
        self.loops = loops
    }

    /// Both roles' parts.
    package static func + (a: RoleParts, b: RoleParts) -> RoleParts {
        RoleParts(
            databases: a.databases + b.databases, apis: a.apis + b.apis, runners: a.runners + b.runners,
            workers: a.workers + b.workers, relays: a.relays + b.relays, preparations: a.preparations + b.preparations,
            loops: a.loops + b.loops)
    }
}
