package import CloudAuth
import CloudConfiguration
import CloudCore
import CloudHTTP
import CloudObservability
import CloudSQL
package import CloudService
import CloudTasks
package import ServiceClients

/// Composition of the image service: what it is given, and the parts it gives.
package struct ImageRole: Sendable {
    private static let importMethods = ["glance-direct"]
    package static let sweepInterval = Duration.seconds(60)

    package let parts: RoleParts

    /// - Parameter limits: identity's limits of images, for `image.use_keystone_limits`.
    package init(
        _ environment: RoleEnvironment, tokens: any TokenVerifier, limits client: UnifiedLimitClient? = nil
    ) throws {
        let settings = try ImageSettings(environment.configuration)
        let usesLimits = try environment.configuration[ImageSettings.usesKeystoneLimits]
        guard client != nil || !usesLimits else {
            throw ConfigurationError("image.use_keystone_limits: unified limits need identity, and none was given.")
        }
        let limits = ImageLimits(client: usesLimits ? client : nil)
        let folder = try environment.configuration[ImageSettings.folder] ?? "\(environment.stateFolder)/images"
        let store = try FileStore(folder: folder)
        let observability = environment.observability.named("image")
        let database = try environment.makeDatabase("image", Self.migrations)
        let tasks = TaskQueue(
            service: "image", kinds: [DeleteImageTask.kind(store)], bus: environment.bus, clock: environment.clock,
            identifiers: environment.identifiers)
        let access = ImageAccess(policy: try environment.makePolicy("image", ImagePolicy.rules))
        let runner = TaskRunner(
            database: database, queue: tasks, roles: [DeleteImageTask.role], bus: environment.bus,
            observability: observability,
            clock: environment.clock, identifiers: environment.identifiers, failpoint: environment.failpoint)
        let sweep = StoreSweep(database: database, store: store, host: environment.host, log: observability.log)
        let routes = Self.routes(
            ImageAPI(
                actions: ImageActions(
                    database: database, access: access, tasks: tasks, identifiers: environment.identifiers,
                    settings: settings, limits: limits),
                storeID: store.id, importMethods: Self.importMethods),
            ImageFileAPI(
                uploads: UploadActions(
                    database: database, access: access, store: store, identifiers: environment.identifiers,
                    settings: settings, host: environment.host, limits: limits),
                downloads: DownloadActions(database: database, access: access, store: store),
                importMethods: Self.importMethods),
            MemberAPI(
                actions: MemberActions(
                    database: database, access: access, identifiers: environment.identifiers, settings: settings)),
            TagAPI(actions: TagActions(database: database, access: access, settings: settings)),
            DiscoveryAPI(
                usage: UsageActions(database: database, access: access, settings: settings, limits: limits),
                storeID: store.id,
                importMethods: Self.importMethods, folder: folder))
        parts = RoleParts(
            databases: [database],
            apis: [ServiceAPI(name: "image", mount: "/image", routes: routes, faults: GlanceFaults(), tokens: tokens)],
            runners: [runner],
            // Each machine looks after its own folder: no lease.
            workers: [.init(PeriodicWorker("image.sweep", every: Self.sweepInterval) { try await sweep.run() }, nil)],
            preparations: [{ try await sweep.run() }])
    }

    /// All tables of the service.
    static let migrations: [Migration] = [
        TaskRow.migration(2), Image.migration, ImageTerm.migration, ImageMember.migration, ImageIndexes.estimates,
    ]
}
