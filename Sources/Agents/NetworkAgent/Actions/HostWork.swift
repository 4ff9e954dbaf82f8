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

    /// Brings ports to their state, the short way: one transaction for all of them. Tells whether the rest of the host
    /// should converge too.
    func settle(_ ports: [WorkQueue.Port]) async throws -> Bool {
        guard let before = known.withLock({ $0 }) else {
            let state = try await hostState()
            try await apply(state)
            let there = Set(state.ports.map(\.id))
            for port in ports where !there.contains(port.id) { await report(.unplugged(portID: port.id), port) }
            return false
        }
        let began = (clock: CloudClock.system.now, instant: ContinuousClock.now)
        let change = try await PortChange.asking(bus, host: translation.host, ports, after: before)
        let desired = translation.desired(change.state)
        let current = await network.desired
        let wanted = change.coming.map { coming in desired.ports.first { $0.id == coming.port.id } }
        guard wanted.allSatisfy({ $0.map { current.isReady(for: $0, as: desired) } ?? false }) else {
            try await apply(change.state)
            let known = Set(before.ports.map(\.id))
            for port in change.going where !known.contains(port.id) { await report(.unplugged(portID: port.id), port) }
            return change.isStale
        }
        try await unplug(change.going, current)
        try await plug(wanted.compactMap { $0 }, current, desired)
        let networks = Set(current.ports.filter { port in change.going.contains { $0.id == port.id } }.map(\.networkID))
        for network in networks.union(wanted.compactMap { $0?.networkID }) {
            try await settleHosts(network, current, desired)
        }
        known.withLock { $0 = change.state }
        await tell(change, from: began.clock)
        if !change.coming.isEmpty {
            observability.metrics.time("apus_network_port_plug_seconds", [:], began.instant.duration(to: .now))
        }
        if change.isStale || !change.going.isEmpty { return true }
        return await !network.desired.isSame(as: desired)
    }

    private func plug(_ ports: [DesiredPort], _ current: DesiredHost, _ desired: DesiredHost) async throws {
        guard !ports.isEmpty else { return }
        // Before the ports' rules: they name the groups.
        if current.groups != desired.groups { _ = try await network.apply(filters: [:], groups: desired.groups) }
        try await network.plug(ports)
    }

    private func unplug(_ ports: [WorkQueue.Port], _ current: DesiredHost) async throws {
        guard !ports.isEmpty else { return }
        try await network.unplug(ports.map(\.id))
    }

    /// Each port in its own request's trace and log.
    private func tell(_ change: PortChange, from began: Timestamp) async {
        for (port, asked) in change.coming {
            RequestContext.$current.withValue(asked.context) {
                observability.tracer.mark("plug the port", note: port.device, from: began)
                observability.log.info("port \(port.id) plugged as \(port.device)")
            }
            if port.status != "ACTIVE" { await report(.plugged(portID: port.id, device: port.device), asked) }
        }
        for port in change.going {
            RequestContext.$current.withValue(port.context) {
                observability.tracer.mark("unplug the port", note: port.id, from: began)
                observability.log.info("port \(port.id) unplugged")
            }
            await report(.unplugged(portID: port.id), port)
        }
    }

    private func report(_ report: NetworkReport, _ asked: WorkQueue.Port) async {
        await RequestContext.$current.withValue(asked.context) { await reporter.add(report) }
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
