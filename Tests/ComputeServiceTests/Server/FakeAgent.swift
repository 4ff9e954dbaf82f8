import AgentProtocols
import CloudCore
import CloudJSON
import CloudMessaging

/// A compute agent without a hypervisor: asks, answers and reports as a real one, and fails on demand.
final class FakeAgent: Sendable {
    /// What it does when it is asked.
    enum Mood: Sendable {
        case well
        /// Says nothing.
        case silent
        case failing(ComputeFailure)
    }

    let host: String
    private let bus: any Bus
    private let services: StubServices
    private let mood = LockedValue(Mood.well)
    private let asked = LockedValue<[String]>([])
    private let subscription = LockedValue<Subscription?>(nil)

    init(_ host: String, bus: any Bus, services: StubServices) {
        self.host = host
        self.bus = bus
        self.services = services
    }

    /// Names of operations and ids of servers, in order.
    var requests: [String] { asked.withLock { $0 } }

    func set(_ mood: Mood) { self.mood.withLock { $0 = mood } }

    func start() async throws {
        let standing = try await bus.subscribe(
            ComputeTopics.agent(host),
            [
                .on(BuildServer.self) { message, _ in try await self.build(message) },
                .on(OperateServer.self) { message, _ in try await self.operate(message) },
                .on(ServerExternalEvent.self) { message, _ in self.note("event \(message.event)", message.serverID) },
                .answer(TearDownServer.self) { message, _ in
                    self.note("tear down", message.serverID)
                    if case .failing(let failure) = self.mood.withLock({ $0 }),
                        failure.details == "also at tearing down"
                    {
                        throw Fault(500, failure.message)
                    }
                    return Acknowledgement()
                },
                .answer(GetConsoleOutput.self) { message, _ in .init(output: "console of \(message.serverID)") },
            ], concurrency: 16)
        subscription.withLock { $0 = standing }
    }

    func report(_ guests: [HostReport.Guest] = [], traits: [String] = ["COMPUTE_NODE"], vcpus: Int = 100) async throws {
        try await bus.cast(
            HostReport(
                host: host, hypervisorHostname: host, hypervisorType: "QEMU", hypervisorVersion: 7_002_022,
                vcpus: vcpus,
                memory: 1_000_000, disk: 10_000, freeDisk: 10_000, traits: traits, guests: guests),
            to: ComputeTopics.conductor)
    }

    private func note(_ what: String, _ id: String) { asked.withLock { $0.append("\(what) \(id)") } }

    private func build(_ message: BuildServer) async throws {
        note("build", message.serverID)
        let spec = try await bus.call(
            GetServer(serverID: message.serverID, host: host), to: ComputeTopics.conductor, within: .seconds(60))
        var failure: ComputeFailure?
        switch mood.withLock({ $0 }) {
        case .silent: return
        case .failing(let reason): failure = reason
        case .well: break
        }
        let ports = failure == nil ? spec.interfaces.enumerated().map { port($0, $1, spec) } : []
        try await bus.cast(
            BuildFinished(
                serverID: message.serverID, taskID: message.taskID, host: host, ports: ports, failure: failure),
            to: ComputeTopics.conductor)
    }

    private func port(_ index: Int, _ wanted: ServerSpecification.Interface, _ spec: ServerSpecification) -> ComputePort
    {
        let id = wanted.portID ?? "port-\(spec.id)-\(index)"
        services.state.withLock { state in
            state.ports[id, default: [:]].merge([
                "id": .string(id), "network_id": .string(wanted.networkID ?? "net"), "device_id": .string(spec.id),
                "device_owner": "compute:nova", "mac_address": "fa:16:3e:00:00:01", "status": "ACTIVE",
                "security_groups": ["sg-default"], "fixed_ips": [["ip_address": "10.0.0.5", "subnet_id": "s"]],
            ]) { $1 }
        }
        return ComputePort(
            id: id, networkID: wanted.networkID ?? "net", networkName: "net-1", macAddress: "fa:16:3e:00:00:01",
            status: "ACTIVE",
            addresses: [.init(address: wanted.fixedIP ?? "10.0.0.5", subnetID: "s")], securityGroupIDs: ["sg-default"],
            isOurs: wanted.portID == nil)
    }

    private func operate(_ message: OperateServer) async throws {
        note(message.operation.rawValue, message.serverID)
        var failure: ComputeFailure?
        switch mood.withLock({ $0 }) {
        case .silent: return
        case .failing(let reason): failure = reason
        case .well: break
        }
        let power: ComputePowerState =
            switch message.operation {
            case .stop, .suspend: .shutdown
            case .pause: .paused
            case .delete: .noState
            default: .running
            }
        try await bus.cast(
            OperationFinished(
                serverID: message.serverID, taskID: message.taskID, host: host, operation: message.operation,
                power: power,
                failure: failure), to: ComputeTopics.conductor)
    }
}
