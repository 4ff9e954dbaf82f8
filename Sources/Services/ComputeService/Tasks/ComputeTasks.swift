import AgentProtocols
import CloudCore
import CloudMessaging
import CloudObservability
import CloudSQL
import CloudService
import CloudTasks
import ServiceClients

/// The kinds of compute's tasks, and what runs them in the scheduler and in the conductor.
struct ComputeTasks: Sendable {
    let queue: TaskQueue
    private let environment: RoleEnvironment
    private let configuration: ComputeConfiguration
    private let refresh: NetworkRefresh

    init(
        _ environment: RoleEnvironment, database: Database, configuration: ComputeConfiguration,
        placement: PlacementClient,
        images: ImageClient, network: NetworkClient
    ) {
        self.environment = environment
        self.configuration = configuration
        let (bus, clock) = (environment.bus, environment.clock)
        let observability = environment.observability.named("scheduler")
        let release = NetworkRelease(database: database, network: network)
        refresh = NetworkRefresh(database: database, network: network)
        let scheduling = ServerScheduling(
            database: database, placement: placement, configuration: configuration, tracer: observability.tracer,
            clock: clock)
        let build = BuildServerTask(
            database: database, bus: bus, scheduling: scheduling, placement: placement, release: release,
            configuration: configuration, observability: observability, clock: clock)
        let delete = DeleteServerTask(
            database: database, bus: bus, placement: placement, release: release, configuration: configuration,
            clock: clock)
        let operate = OperateServerTask(
            database: database, bus: bus, images: images, configuration: configuration, clock: clock)
        queue = TaskQueue(
            service: "compute",
            kinds: [build.kind, delete.kind, operate.kind, RefreshNetworkTask(refresh: refresh).kind],
            bus: bus, clock: clock, identifiers: environment.identifiers)
    }

    func scheduler(_ database: Database) -> RoleParts {
        RoleParts(
            databases: [database], runners: [runner("scheduler", database)],
            workers: [presence("nova-scheduler", database)])
    }

    func conductor(_ database: Database, _ context: ComputeContext) -> RoleParts {
        let conductor = Conductor(context: context, hosts: HostReports(context: context))
        let bus = environment.bus
        let (refresh, forget) = (
            refresh, DeletedServersWorker(database: database, clock: environment.clock, kept: configuration.deletedKept)
        )
        return RoleParts(
            databases: [database], runners: [runner("conductor", database)],
            workers: [
                presence("nova-conductor", database),
                .init(
                    PeriodicWorker("compute network info", every: .seconds(300)) { try await refresh.all() }, database),
                .init(PeriodicWorker("compute deleted servers", every: .seconds(3600), forget.run), database),
            ],
            preparations: [
                { _ = try await bus.subscribe(ComputeTopics.conductor, conductor.receptions, concurrency: 64) }
            ])
    }

    private func runner(_ role: String, _ database: Database) -> TaskRunner {
        TaskRunner(
            database: database, queue: queue, roles: [role], bus: environment.bus,
            observability: environment.observability.named(role), clock: environment.clock,
            identifiers: environment.identifiers, failpoint: environment.failpoint)
    }

    /// Says every ten seconds that this role is there.
    private func presence(_ binary: String, _ database: Database) -> RoleParts.Work {
        let (host, identifiers) = (environment.host, environment.identifiers)
        return .init(
            PeriodicWorker("\(binary) presence", every: .seconds(10)) {
                try await database.write {
                    try $0.sawService(host: host, binary: binary, zone: "internal", identifiers)
                }
            }, nil)
    }
}
