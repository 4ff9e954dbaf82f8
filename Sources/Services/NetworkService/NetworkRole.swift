import AgentProtocols
package import CloudAuth
import CloudHTTP
import CloudMessaging
import CloudObservability
import CloudSQL
package import CloudService
import CloudTasks
package import ServiceClients

/// Composition of the network service: its API and its conductor.
package struct NetworkRole: Sendable {
    package let parts: RoleParts

    /// - Parameter compute: told when ports are plugged; nil where there is no compute service.
    package init(_ environment: RoleEnvironment, tokens: any TokenVerifier, compute: ComputeEventsClient?) throws {
        let database = try environment.makeDatabase("network", NetworkMigrations.all)
        let observability = environment.observability.named("network")
        let queue = TaskQueue(
            service: "network",
            kinds: [PlugTask.kind(database, environment.bus, compute), TellComputeTask.kind(compute)],
            bus: environment.bus,
            clock: environment.clock, identifiers: environment.identifiers)
        let core = NetworkCore(
            database: database, policy: try environment.makePolicy("network", NetworkPolicy.rules),
            identifiers: environment.identifiers, clock: environment.clock, bus: environment.bus,
            configuration: try NetworkConfiguration(environment.configuration), queue: queue)
        let api = ServiceAPI(
            name: "network", mount: "/network", routes: Self.routes(core), faults: NeutronFaults(), tokens: tokens)
        let runner = TaskRunner(
            database: database, queue: queue, roles: ["conductor"], bus: environment.bus, observability: observability,
            clock: environment.clock, identifiers: environment.identifiers, failpoint: environment.failpoint)
        parts = RoleParts(
            databases: [database], apis: [api], runners: [runner],
            workers: [.init(RouterScheduleWorker.worker(core), database)],
            preparations: [{ try await Self.listen(core, environment.bus) }])
    }

    /// Takes the agents' questions and reports.
    private static func listen(_ core: NetworkCore, _ bus: any Bus) async throws {
        let states = HostStateActions(core: core)
        let reports = AgentReports(core: core)
        try await bus.subscribe(
            .networkConductor,
            [
                .answer(GetHostState.self) { message, _ in try await states.state(of: message.host) },
                .answer(GetPortState.self) { message, _ in
                    try await states.state(ofPort: message.portID, on: message.host)
                },
                .answer(NetworkAgentHeartbeat.self) { message, _ in
                    try await reports.heartbeat(message)
                    return Acknowledgement()
                },
                .answer(PortPlugged.self) { message, _ in
                    try await reports.plugged(message)
                    return Acknowledgement()
                },
                .answer(PortUnplugged.self) { message, _ in
                    try await reports.unplugged(message)
                    return Acknowledgement()
                },
                .answer(RouterReady.self) { message, _ in
                    try await reports.ready(message)
                    return Acknowledgement()
                },
            ], concurrency: 8)
    }
}
