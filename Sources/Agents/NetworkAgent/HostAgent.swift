import AgentProtocols
import CloudConfiguration
import CloudCore
import CloudMessaging
import CloudObservability
import CloudService
import HostKit
import NetworkKit
import ServiceClients

/// The agent while it runs: its subscription, its work, its reports. The data plane outlives it.
actor HostAgent {
    private let environment: RoleEnvironment
    private let layout: CloudLayout
    private let observability: Observability
    private let queue = WorkQueue()
    private let known = LockedValue<HostNetworkState?>(nil)
    private let reporter: NetworkReporter
    private let listeners: MetadataListeners
    private var subscription: Subscription?

    init(environment: RoleEnvironment, layout: CloudLayout, metadata: ServiceEndpoint, metadataSecret: String) {
        self.environment = environment
        self.layout = layout
        observability = environment.observability.named("network-agent")
        let log = observability.log
        reporter = NetworkReporter(bus: environment.bus, host: environment.host, namespace: layout.cloud.name, log: log)
        listeners = MetadataListeners(
            proxy: MetadataProxy(endpoint: metadata, secret: metadataSecret, known: known, log: log), log: log)
    }

    /// Makes the cloud's namespace and takes orders. What guests use already stays as it is.
    func start() async throws {
        _ = try settings()
        try HostPurge.check(layout.cloud.name)
        try await layout.cloud.create()
        let (queue, host) = (queue, environment.host)
        subscription = try await environment.bus.subscribe(
            .networkAgent(host),
            [
                .on(PortChanged.self) { message, _ in await queue.add(port: message.portID) },
                .on(HostChanged.self) { _, _ in await queue.addConvergence() },
            ], concurrency: 16)
    }

    /// Works, reports and converges until cancelled.
    func run() async throws {
        let settings = try settings()
        let work = HostWork(
            network: NetworkKit.HostNetwork(layout: layout, failpoint: environment.failpoint),
            translation: settings.translation, bus: environment.bus,
            reporter: reporter, listeners: listeners, known: known, observability: observability)
        let schedule = ConvergenceSchedule(interval: settings.convergenceInterval)
        let heartbeat = Heartbeat(
            bus: environment.bus, translation: settings.translation, availabilityZone: settings.availabilityZone,
            known: known)
        let (queue, reporter, log) = (queue, reporter, observability.log)
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await Self.work(queue, work, schedule, log) }
            group.addTask { await reporter.run() }
            group.addTask { await heartbeat.run(every: settings.heartbeatInterval, log) }
            group.addTask {
                while !Task.isCancelled {
                    if schedule.take() { await queue.addConvergence() }
                    try? await Task.sleep(for: .milliseconds(500))
                }
            }
            await group.next()
            group.cancelAll()
        }
        subscription?.cancel()
        await listeners.stop()
    }

    private static func work(_ queue: WorkQueue, _ work: HostWork, _ schedule: ConvergenceSchedule, _ log: Log) async {
        for await _ in queue.wakes {
            while !Task.isCancelled, let job = await queue.next() {
                switch job {
                case .ports(let ports):
                    await RequestContext.$current.withValue(ports.first?.context) {
                        do {
                            if try await work.settle(ports) { await queue.addConvergence() }
                        } catch {
                            log.warning("ports \(ports.map(\.id).joined(separator: ", ")): \(error)")
                            schedule.failed()
                        }
                    }
                case .convergence(let context):
                    await RequestContext.$current.withValue(context) {
                        do {
                            try await work.converge()
                            schedule.succeeded()
                        } catch {
                            log.warning("network convergence: \(error)")
                            schedule.failed()
                        }
                    }
                }
            }
        }
    }

    private func settings() throws -> AgentSettings { try AgentSettings(environment, log: observability.log) }
}
