import AgentProtocols
import CloudCore
import CloudMessaging
import CloudObservability
import HostKit
import NetworkKit

/// Does what the service wants on this host's network. One caller, one piece at a time.
actor HostWork {
    let network: NetworkKit.HostNetwork
    let translation: HostTranslation
    let bus: any Bus
    let reporter: NetworkReporter
    let listeners: MetadataListeners
    /// The state as last heard and applied; what the metadata proxy knows.
    let known: LockedValue<HostNetworkState?>
    let observability: Observability
    private var readiness = RouterReadiness()

    init(
        network: NetworkKit.HostNetwork, translation: HostTranslation, bus: any Bus, reporter: NetworkReporter,
        listeners: MetadataListeners, known: LockedValue<HostNetworkState?>, observability: Observability
    ) {
        self.network = network
        self.translation = translation
        self.bus = bus
        self.reporter = reporter
        self.listeners = listeners
        self.known = known
        self.observability = observability
    }

    /// Brings the whole host to the state that the service tells now. Throws when a part of it cannot be reached.
    func converge() async throws {
        try await apply(try await hostState())
    }

    /// Brings one port to its state, the short way. Tells whether the rest of the host should converge too.
    func settle(port id: String) async throws -> Bool {
        guard let before = known.withLock({ $0 }) else {
            let state = try await hostState()
            try await apply(state)
            if !state.ports.contains(where: { $0.id == id }) { await reporter.add(.unplugged(portID: id)) }
            return false
        }
        let answer = try await bus.call(
            GetPortState(host: translation.host, portID: id), to: .networkConductor, within: .seconds(10))
        guard answer.generation >= before.generation else { return true }
        let next = before.with(answer, of: id)
        let desired = translation.desired(next)
        guard let port = answer.port else {
            return try await observability.tracer.span("unplug the port", note: id) {
                try await unplug(id, next, desired)
            }
        }
        let current = await network.desired
        guard let wanted = desired.ports.first(where: { $0.id == id }), current.isReady(for: wanted, as: desired) else {
            try await apply(next)
            return false
        }
        return try await observability.tracer.span("plug the port", note: port.device) {
            try await plug(port, wanted, next, desired)
        }
    }

    private func plug(
        _ port: HostPort, _ wanted: DesiredPort, _ next: HostNetworkState, _ desired: DesiredHost
    ) async throws -> Bool {
        let began = ContinuousClock.now
        let current = await network.desired
        // Before the port's rules: they name the groups.
        if current.groups != desired.groups { _ = try await network.apply(filters: [:], groups: desired.groups) }
        try await network.plug(wanted)
        try await settleHosts(wanted.networkID, current, desired)
        known.withLock { $0 = next }
        observability.metrics.time("apus_network_port_plug_seconds", [:], began.duration(to: .now))
        observability.log.info("port \(port.id) plugged as \(port.device)")
        if port.status != "ACTIVE" { await reporter.add(.plugged(portID: port.id, device: port.device)) }
        return await !network.desired.isSame(as: desired)
    }

    private func unplug(_ id: String, _ next: HostNetworkState, _ desired: DesiredHost) async throws -> Bool {
        let current = await network.desired
        let networkID = current.ports.first { $0.id == id }?.networkID
        try await network.unplug(id)
        if let networkID { try await settleHosts(networkID, current, desired) }
        known.withLock { $0 = next }
        observability.log.info("port \(id) unplugged")
        await reporter.add(.unplugged(portID: id))
        return true
    }

    /// Whom the network's DHCP server knows.
    private func settleHosts(_ networkID: String, _ current: DesiredHost, _ desired: DesiredHost) async throws {
        guard let wanted = desired.networks.first(where: { $0.id == networkID })?.dhcp?.hosts,
            let held = current.networks.first(where: { $0.id == networkID })?.dhcp?.hosts, wanted != held
        else { return }
        try await network.setDHCPHosts(wanted, network: networkID)
    }

    private func hostState() async throws -> HostNetworkState {
        let held = known.withLock { $0?.generation } ?? 0
        let question = GetHostState(host: translation.host)
        let state = try await bus.call(question, to: .networkConductor, within: .seconds(20))
        if state.generation >= held { return state }
        // Asked once more it is as new as it gets; a service that began anew counts from its beginning.
        return try await bus.call(question, to: .networkConductor, within: .seconds(20))
    }

    private func apply(_ state: HostNetworkState) async throws {
        let before = known.withLock { $0 }
        let desired = translation.desired(state)
        let report = try await observability.tracer.span("converge the network") {
            try await network.converge(desired)
        }
        known.withLock { $0 = state }
        if !report.changes.isEmpty {
            let first = report.changes.prefix(4).joined(separator: ", ")
            observability.log.info("network converged: \(report.changes.count) changes (\(first), …)")
        }
        let outcome = ConvergenceOutcome(layout: network.layout, failures: report.failures)
        for port in state.ports where port.status != "ACTIVE" && port.adminStateUp && outcome.stands(port) {
            await reporter.add(.plugged(portID: port.id, device: port.device))
        }
        let left = Set(state.ports.map(\.id))
        for port in before?.ports ?? [] where !left.contains(port.id) {
            await reporter.add(.unplugged(portID: port.id))
        }
        let standing = state.routers.filter { $0.adminStateUp && outcome.stands($0) }
        for router in readiness.toReport(standing, state.generation, at: .now) {
            await reporter.add(.routerReady(routerID: router, generation: state.generation))
        }
        var failures = report.failures
        do {
            try await listeners.settle(desired.metadataSites(network.layout))
        } catch {
            failures.append("metadata: \(error)")
        }
        if !failures.isEmpty { throw NetworkError.failed(failures) }
    }
}
