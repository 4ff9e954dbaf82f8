import AgentProtocols
import CloudConfiguration
import CloudCore
import CloudMessaging
import CloudObservability
import CloudService
import HostKit
import HypervisorKit
import ServiceClients

/// The agent while it runs: its driver, its subscription, its reports.
actor GuestAgent {
    private struct Running: Sendable {
        var driver: any HypervisorDriver
        var work: GuestWork
        var cache: ImageCache
        var subscription: Subscription
    }

    private let environment: RoleEnvironment
    private let image: ServiceEndpoint
    private let network: ServiceEndpoint
    private let session: ServiceSession
    private let namespace: NetworkNamespace?
    private let runFolder: String
    private let serial = SerialWork()
    private var running: Running?

    init(
        environment: RoleEnvironment, image: ServiceEndpoint, network: ServiceEndpoint, session: ServiceSession,
        namespace: NetworkNamespace?, runFolder: String
    ) {
        self.environment = environment
        self.image = image
        self.network = network
        self.session = session
        self.namespace = namespace
        self.runFolder = runFolder
    }

    /// Connects the hypervisor and takes orders.
    func start() async throws {
        let observability = environment.observability.named("compute-agent")
        let configuration = environment.configuration
        let instances = environment.stateFolder + "/instances"
        try HostFile.makeFolder(instances, mode: 0o711)
        let (driver, virtualization) = try await DriverChoice.driver(
            configuration, namespace: namespace, runFolder: runFolder, instances: instances, host: environment.host,
            log: observability.log)
        try await awaitNamespace()
        try await driver.start()
        let images = ImageDataClient(session: session, endpoint: image)
        let waiting = PlugWaiting()
        let failpoint = environment.failpoint
        let cache = ImageCache(
            folder: environment.stateFolder + "/image-cache", instances: instances, images: images,
            failpoint: failpoint)
        try await cache.removeUnfinished()
        let builder = GuestBuilder(
            driver: driver, cache: cache,
            ports: ServerPorts(
                client: PortClient(session: session, endpoint: network), waiting: waiting, host: environment.host,
                timeout: try configuration[ComputeAgentSettings.plugTimeout]),
            bus: environment.bus, instances: instances, virtualization: virtualization, tracer: observability.tracer,
            failpoint: failpoint)
        let work = GuestWork(
            driver: driver, builder: builder, bus: environment.bus, host: environment.host, instances: instances,
            images: images,
            shutdownTimeout: try configuration[ComputeAgentSettings.shutdownTimeout], observability: observability,
            failpoint: failpoint)
        let serial = serial
        let convergence = HostConvergence(work: work, serial: serial, observability: observability)
        let subscription = try await environment.bus.subscribe(
            ComputeTopics.agent(environment.host),
            [
                .on(BuildServer.self) { order, _ in
                    await serial.add(order.serverID, key: order.taskID) { await work.build(order) }
                },
                .on(OperateServer.self) { order, _ in
                    await serial.add(order.serverID, key: order.taskID) { await work.operate(order) }
                },
                .answer(TearDownServer.self) { order, _ in
                    try await serial.perform(order.serverID) { try await work.delete(order.serverID) }
                    return Acknowledgement()
                },
                .on(ServerExternalEvent.self) { event, _ in
                    if event.event == "network-vif-plugged", let port = event.tag { await waiting.plugged(port) }
                },
                .on(ConvergeHost.self) { _, _ in try await convergence.converge() },
                .answer(GetConsoleOutput.self) { question, _ in
                    .init(output: try await driver.consoleLog(question.serverID, lines: question.length))
                },
            ], concurrency: 32)
        running = Running(driver: driver, work: work, cache: cache, subscription: subscription)
    }

    /// The network agent, which may start at the same time in another process, makes the namespace of the guests' taps.
    private func awaitNamespace() async throws {
        guard let namespace else { return }
        for _ in 0..<300 where !namespace.exists { try await Task.sleep(for: .milliseconds(100)) }
    }

    /// Reports, converges, and passes the guests' own events on, until cancelled.
    func run() async throws {
        guard let running else { return }
        let observability = environment.observability.named("compute-agent")
        let reporter = HostReporter(
            driver: running.driver, bus: environment.bus, host: environment.host,
            hostIP: try environment.configuration[ComputeAgentSettings.hostIP])
        let convergence = HostConvergence(work: running.work, serial: serial, observability: observability)
        let interval = try environment.configuration[ComputeAgentSettings.reportInterval]
        let (bus, host, events) = (environment.bus, environment.host, running.driver.events)
        let retention = try environment.configuration[ComputeAgentSettings.imageCacheRetention]
        let sweep = try environment.configuration[ComputeAgentSettings.imageCacheInterval]
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                for await event in events {
                    guard let power = Self.power(after: event.kind) else { continue }
                    try? await bus.cast(
                        ServerStateReport(serverID: event.id, host: host, power: power), to: ComputeTopics.conductor)
                }
            }
            group.addTask {
                var round = 0
                while !Task.isCancelled {
                    do {
                        try await reporter.report()
                        if round % 6 == 0 { try await convergence.converge() }
                        round += 1
                    } catch {
                        observability.log.warning("report or convergence: \(error)")
                    }
                    try? await Task.sleep(for: round == 0 ? .seconds(1) : interval)
                }
            }
            group.addTask {
                while !Task.isCancelled {
                    do {
                        for name in try await running.cache.removeUnused(for: retention) {
                            observability.log.info("image copy \(name) was not used for long: removed")
                        }
                    } catch {
                        observability.log.warning("image cache: \(error)")
                    }
                    try? await Task.sleep(for: sweep)
                }
            }
            await group.next()
            group.cancelAll()
        }
        running.subscription.cancel()
        try? await reporter.report(isLast: true)
        await running.driver.stop()
    }

    private static func power(after kind: GuestEvent.Kind) -> ComputePowerState? {
        switch kind {
        case .started, .resumed: .running
        case .paused: .paused
        case .stopped: .shutdown
        case .crashed: .crashed
        case .suspended: .suspended
        case .destroyed, .defined, .undefined, .rebooted, .watchdog: nil
        }
    }
}
