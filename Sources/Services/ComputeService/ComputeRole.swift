package import CloudAuth
import CloudConfiguration
import CloudCore
import CloudHTTP
import CloudObservability
import CloudSQL
package import CloudService
import CloudTasks
package import ServiceClients

/// Composition of the compute service: what it is given, and the parts of its three roles. They may run in one process
/// or in three, on one database.
package struct ComputeRole: Sendable {
    /// The compute API.
    package let api: RoleParts
    /// Finds hosts and hands builds to their agents.
    package let scheduler: RoleParts
    /// Answers the agents, takes their reports, and runs all other tasks.
    package let conductor: RoleParts

    /// Where the other services are.
    package struct Endpoints: Sendable {
        package var placement: ServiceEndpoint
        package var image: ServiceEndpoint
        package var network: ServiceEndpoint

        package init(placement: ServiceEndpoint, image: ServiceEndpoint, network: ServiceEndpoint) {
            self.placement = placement
            self.image = image
            self.network = network
        }
    }

    /// - Parameters:
    ///   - session: of the service user `compute`.
    ///   - tokens: checks the tokens of the API's callers.
    ///   - metadataSecret: shared with the network agents, who sign guests' questions with it; nil: the configured one.
    ///   - limits: identity's limits of compute, for the quota driver `unified`.
    package init(
        _ environment: RoleEnvironment, endpoints: Endpoints, session: ServiceSession, tokens: any TokenVerifier,
        metadataSecret: String? = nil, limits: UnifiedLimitClient? = nil
    ) throws {
        let configuration = try ComputeConfiguration(environment.configuration)
        let database = try environment.makeDatabase("compute", Self.migrations)
        let placement = PlacementClient(session: session, endpoint: endpoints.placement)
        let images = ImageClient(session: session, endpoint: endpoints.image)
        let network = NetworkClient(session: session, endpoint: endpoints.network)
        let tasks = ComputeTasks(
            environment, database: database, configuration: configuration, placement: placement, images: images,
            network: network)
        func context(_ name: String) throws -> ComputeContext {
            ComputeContext(
                database: database, policy: try environment.makePolicy("compute", ComputePolicy.rules),
                queue: tasks.queue,
                bus: environment.bus, clock: environment.clock, identifiers: environment.identifiers,
                observability: environment.observability.named(name), configuration: configuration,
                placement: placement,
                images: images, network: network,
                quotas: try Self.quotas(configuration, limits),
                serverGroup: { connection, id, projectID in try connection.serverGroup(id, ofProject: projectID) })
        }
        let apiContext = try context("compute")
        api = RoleParts(
            databases: [database],
            apis: [
                ServiceAPI(
                    name: "compute", mount: "/compute", routes: Self.routes(apiContext), faults: NovaFaults(),
                    microversions: Self.microversions, tokens: tokens),
                .metadata(
                    database, secret: metadataSecret ?? configuration.metadataSecret, zone: configuration.defaultZone),
            ])
        scheduler = tasks.scheduler(database)
        conductor = tasks.conductor(database, try context("conductor"))
    }

    private static func quotas(
        _ configuration: ComputeConfiguration, _ limits: UnifiedLimitClient?
    ) throws -> any QuotaDriver {
        guard configuration.usesUnifiedLimits else { return LocalQuotaDriver(configuration: configuration) }
        guard let limits else {
            throw ConfigurationError("compute.quota.driver: unified limits need identity, and none was given.")
        }
        return UnifiedQuotaDriver(client: limits, requirement: configuration.limitRequirement)
    }

    static let microversions = MicroversionRange(
        "compute", Microversion(2, 1), Microversion(2, 96), legacyHeader: .novaMicroversion)

    /// All operations of the service.
    static func routes(_ context: ComputeContext) -> [Route] {
        (ServerRoutes(context).all + ResourceRoutes.all(context, microversions)).alsoUnderV2
    }

    /// All tables of the service.
    static let migrations: [Migration] = [
        TaskRow.migration(2), Flavor.migration, FlavorAccess.migration, KeyPair.migration, ServiceRecord.migration,
        ComputeNode.migration, Server.migration, ServerRequest.migration, InstanceAction.migration,
        InstanceActionEvent.migration, QuotaLimit.migration, Aggregate.migration, AggregateHost.migration,
        ServerGroup.migration, ServerIndexes.estimates,
    ]
}
