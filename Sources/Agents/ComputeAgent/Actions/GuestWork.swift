import AgentProtocols
import CloudCore
import CloudMessaging
import CloudObservability
import HypervisorKit
import ServiceClients

/// What the conductor asks of this host: builds and operations on guests, each answered with how it ended.
struct GuestWork: Sendable {
    let driver: any HypervisorDriver
    let builder: GuestBuilder
    let bus: any Bus
    let host: String
    let instances: String
    let images: ImageDataClient
    let shutdownTimeout: Duration
    let observability: Observability
    let failpoint: Failpoint

    /// Steps 13 to 29 of a boot.
    func build(_ order: BuildServer) async {
        let tracer = observability.tracer
        tracer.mark("build request taken from the queue", step: 13)
        var finished = BuildFinished(serverID: order.serverID, taskID: order.taskID, host: host)
        do {
            let server = try await tracer.span("ask the conductor for the server", step: 14) {
                try await bus.call(
                    GetServer(serverID: order.serverID, host: host), to: ComputeTopics.conductor, within: .seconds(10))
            }
            guard server.operation == .build, server.taskID == order.taskID else {
                // The order is old: the server was built meanwhile, or is to go.
                observability.log.info("server \(order.serverID): the order to build it is out of date")
                return
            }
            tracer.mark(
                "the server is known", step: 19, note: "\(server.flavor.name), \(server.interfaces.count) interfaces")
            finished.ports = try await builder.build(server, taskID: order.taskID)
            observability.log.info("server \(server.id) built as \(server.instanceName)")
        } catch {
            finished.failure = ComputeFailure(error)
            observability.log.warning("server \(order.serverID) cannot be built: \(error)")
        }
        failpoint.reach("compute-agent", "guest built")
        await report(finished)
    }

    /// Any other operation on a guest that stands.
    func operate(_ order: OperateServer) async {
        var finished = OperationFinished(
            serverID: order.serverID, taskID: order.taskID, host: host, operation: order.operation, power: .noState)
        do {
            try await observability.tracer.span("\(order.operation.rawValue) on \(host)") { try await perform(order) }
            finished.power = try await power(of: order.serverID)
            observability.log.info("server \(order.serverID) \(order.operation.rawValue) done")
        } catch {
            finished.failure = ComputeFailure(error)
            finished.power = (try? await power(of: order.serverID)) ?? .noState
            observability.log.warning("server \(order.serverID) \(order.operation.rawValue) failed: \(error)")
        }
        await report(finished)
    }

    /// Makes the guest of a server again that should run, when the hypervisor does not know it any more (its
    /// definitions
    /// do not outlive the machine's restart). One that cannot be made is lost, and the conductor is told why.
    func restore(_ id: String) async {
        do {
            guard try await driver.status(of: id) == nil else { return }
            let server = try await bus.call(
                GetServer(serverID: id, host: host), to: ComputeTopics.conductor, within: .seconds(10))
            guard server.operation == nil, server.power == .running else { return }
            observability.log.warning("server \(id): the hypervisor does not know its guest: it is made again")
            _ = try await builder.build(server, taskID: "")
        } catch let fault as Fault where [404, 409, 503, 504].contains(fault.status) {
            // Gone or moved meanwhile, or asked too early: the next convergence sees.
            observability.log.info("server \(id) is not made again now: \(fault.message)")
        } catch {
            guard !Task.isCancelled else { return }
            observability.log.warning("server \(id) cannot be made again: \(error)")
            await report(ServerLost(serverID: id, host: host, failure: ComputeFailure(error)))
        }
    }

    func power(of id: String) async throws -> ComputePowerState {
        let state = try await driver.status(of: id)?.state ?? .noState
        return ComputePowerState(rawValue: state.rawValue) ?? .noState
    }

    private func perform(_ order: OperateServer) async throws {
        let id = order.serverID
        switch order.operation {
        case .build: throw Fault(500, "A build is not an operation on a guest.")
        case .delete: try await delete(id)
        case .start: try await start(id, order.taskID)
        case .stop: try await stop(id)
        case .softReboot: try await softReboot(id)
        case .hardReboot:
            try? await driver.destroy(id)
            try await start(id, order.taskID)
        case .pause: try await driver.pause(id)
        case .unpause: try await driver.unpause(id)
        case .suspend: try await driver.suspend(id)
        case .resume: try await start(id, order.taskID)
        case .snapshot: try await snapshot(id, order.imageID)
        }
    }

    /// The guest, its definition and its files; nothing of them need be there.
    func delete(_ id: String) async throws {
        if try await driver.status(of: id) != nil { try await driver.undefine(id) }
        failpoint.reach("compute-agent", "guest removed")
        try InstanceFolder(root: instances, serverID: id).remove()
        failpoint.reach("compute-agent", "files removed")
    }

    /// Its ports are bound and plugged anew first: the host may have been restarted meanwhile.
    private func start(_ id: String, _ taskID: String) async throws {
        if try await driver.status(of: id)?.state == .running { return }
        let server = try await bus.call(
            GetServer(serverID: id, host: host), to: ComputeTopics.conductor, within: .seconds(10))
        _ = try await builder.build(server, taskID: taskID)
    }

    private func stop(_ id: String) async throws {
        guard let state = try await driver.status(of: id)?.state, state == .running || state == .paused else { return }
        if state == .running {
            try await driver.shutdown(id)
            let began = ContinuousClock.now
            while ContinuousClock.now - began < shutdownTimeout {
                if try await driver.status(of: id)?.state != .running { return }
                try await Task.sleep(for: .milliseconds(200))
            }
            observability.log.info(
                "server \(id) did not heed the power button in \(shutdownTimeout.components.seconds) s")
        }
        try await driver.destroy(id)
    }

    /// A guest that does not go down on the power button is restarted hard, as Nova does.
    private func softReboot(_ id: String) async throws {
        try await stop(id)
        try await driver.start(id)
    }

    private func snapshot(_ id: String, _ imageID: String?) async throws {
        guard let imageID else { throw Fault(500, "A snapshot without an image.") }
        try await GuestSnapshot(driver: driver, images: images, folder: InstanceFolder(root: instances, serverID: id))
            .take(of: id, into: imageID)
    }

    private func report(_ message: some Message) async {
        do {
            try await bus.cast(message, to: ComputeTopics.conductor)
        } catch {
            // The task asks again when nobody reports.
            observability.log.warning("the conductor cannot be told: \(error)")
        }
    }
}
