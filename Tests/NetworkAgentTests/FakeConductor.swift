import AgentProtocols
import CloudCore
import CloudMessaging

/// The network service as an agent sees it: a state that tests change, and what was reported.
struct FakeConductor: Sendable {
    enum Heard: Hashable, Sendable {
        case plugged(String, device: String, namespace: String)
        case unplugged(String)
        case routerReady(String, generation: Int64)
        case heartbeat(started: Bool)
    }

    let host: String
    let bus = InProcessBus()
    private let state: LockedValue<HostNetworkState>
    private let heard = LockedValue<[Heard]>([])
    /// How many reports are refused first.
    let refusals = LockedValue(0)

    init(host: String) {
        self.host = host
        state = LockedValue(HostNetworkState(host: host, generation: 1))
    }

    var reports: [Heard] { heard.withLock { $0 } }

    /// Changes the state, as a transaction of the service does.
    func change(_ body: @Sendable (inout HostNetworkState) -> Void) {
        state.withLock { state in
            body(&state)
            state.generation += 1
        }
    }

    func forget() { heard.withLock { $0 = [] } }

    func start() async throws {
        try await bus.subscribe(
            .networkConductor,
            [
                .answer(GetHostState.self) { _, _ in state.withLock { $0 } },
                .answer(GetPortState.self) { question, _ in portState(question.portID) },
                .answer(PortPlugged.self) { report, _ in
                    try hear(.plugged(report.portID, device: report.device, namespace: report.namespace))
                },
                .answer(PortUnplugged.self) { report, _ in try hear(.unplugged(report.portID)) },
                .answer(RouterReady.self) { report, _ in
                    try hear(.routerReady(report.routerID, generation: report.generation))
                },
                .answer(NetworkAgentHeartbeat.self) { report, _ in try hear(.heartbeat(started: report.started)) },
            ], concurrency: 16)
    }

    func portChanged(_ id: String) async throws {
        try await bus.cast(PortChanged(portID: id), to: .networkAgent(host))
    }

    func hostChanged() async throws { try await bus.cast(HostChanged(host: host), to: .networkAgent(host)) }

    private func portState(_ id: String) -> PortNetworkState {
        state.withLock { state in
            let port = state.ports.first { $0.id == id }
            return PortNetworkState(
                generation: state.generation, port: port, network: state.networks.first { $0.id == port?.networkID },
                groups: state.groups)
        }
    }

    private func hear(_ report: Heard) throws -> Acknowledgement {
        let refused = refusals.withLock { left in
            left -= 1
            return left >= 0
        }
        if refused { throw Fault.unavailable("not now") }
        heard.withLock { $0.append(report) }
        return Acknowledgement()
    }
}
