package import CloudCore
import HostKit

/// One cloud's network on this host: takes what it should be, and makes it so. Its work blocks a queue of its own.
package actor HostNetwork {
    package nonisolated let layout: CloudLayout
    private nonisolated let executor: BlockingExecutor
    package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    package private(set) var desired = DesiredHost()
    private var filter: FilterConvergence
    private let tools = HostTools()
    private let programs: ProgramKeeper
    private let failpoint: Failpoint

    package init(layout: CloudLayout, failpoint: Failpoint = .none) {
        self.layout = layout
        self.failpoint = failpoint
        executor = BlockingExecutor("apus-network")
        filter = FilterConvergence(namespace: layout.cloud)
        programs = ProgramKeeper(stateFolder: layout.stateFolder)
    }

    private var plan: HostPlan { HostPlan(layout: layout, desired: desired) }

    /// Compares the whole host with `desired` and repairs the difference; steps that fail do not keep the others back.
    package func converge(_ desired: DesiredHost) async throws -> ConvergeReport {
        try desired.validate()
        self.desired = desired
        var report = ConvergeReport()
        var changes = 0
        try HostFile.makeFolder(layout.stateFolder, mode: 0o700)
        report.attempt("left-over programs") { $0.changes += try programs.removeOthers(than: programFolders) }
        report.attempt("left-over namespaces") { try removeNamespaces(&$0) }
        let rooms = plan.routers + plan.dhcpServers
        for room in rooms {
            report.attempt(room.namespace.name) { report in
                if try room.namespace.createBlocking() { report.changes.append("namespace \(room.namespace.name)") }
            }
        }
        try layout.cloud.createBlocking()
        changes = report.changes.count
        // The filter first: no port may carry a packet before it.
        report.attempt("filter") { report in
            try filter.reload()
            try filter.apply(desired, layout: layout, &report)
        }
        reach("filters set", after: &changes, report)
        var cloud = plan.cloud
        for room in rooms {
            report.attempt(room.namespace.name) { _ in cloud.torn.formUnion(try tornCables(of: room)) }
        }
        changes = report.changes.count
        for room in [cloud] + rooms {
            report.attempt(room.namespace.name) { try converge(room, &$0) }
        }
        reach("tap made", after: &changes, report)
        for program in plannedPrograms {
            report.attempt(program.program) { $0.changes += try programs.ensure(program) }
        }
        reach("DHCP entry made", after: &changes, report)
        return report
    }

    /// What one port's way has a place for, a convergence has one for too, when it changed something of the kind.
    private func reach(_ done: String, after changes: inout Int, _ report: ConvergeReport) {
        if report.changes.count > changes { failpoint.reach("network-agent", done) }
        changes = report.changes.count
    }

    /// Makes ports' devices, plugs them into their networks and filters them: one transaction of the filter, one call
    /// for the devices. The networks must be there (`converge`).
    package func plug(_ ports: [DesiredPort]) async throws {
        for port in ports where !desired.networks.contains(where: { $0.id == port.networkID }) {
            throw NetworkError.unknown("network", port.networkID)
        }
        let ids = Set(ports.map(\.id))
        var next = desired
        next.ports.removeAll { ids.contains($0.id) }
        next.ports += ports
        try next.validate()
        desired = next
        var report = ConvergeReport()
        try filter.apply(desired, layout: layout, &report)
        failpoint.reach("network-agent", "filters set")
        let links = ports.map(plan.link)
        let missing = try missing(links.map(\.name), in: layout.cloud)
        let lines = links.flatMap { link in
            (missing.contains(link.name) ? ["tuntap add dev \(link.name) mode tap vnet_hdr"] : [])
                + ["link set dev \(link.name) mtu \(link.mtu) master \(link.master ?? "") up"]
        }
        report.failures += try tools.batch(lines, in: layout.cloud)
        try report.check()
        failpoint.reach("network-agent", "tap made")
    }

    /// Removes ports' devices and their filters; a port that is not there is no error.
    package func unplug(_ portIDs: [String]) async throws {
        let gone = desired.ports.filter { portIDs.contains($0.id) }
        guard !gone.isEmpty else { return }
        desired.ports.removeAll { portIDs.contains($0.id) }
        var report = ConvergeReport()
        report.failures += try tools.batch(gone.map { "link del dev \($0.device)" }, in: layout.cloud)
        failpoint.reach("network-agent", "tap removed")
        try filter.apply(desired, layout: layout, &report)
        try report.check()
    }

    /// Changes what may pass ports of this host, and the members of the groups; nil takes port security away.
    package func apply(filters: [String: PortFilter?], groups: [AddressGroup]? = nil) async throws -> ConvergeReport {
        var next = desired
        for index in next.ports.indices {
            if let filter = filters[next.ports[index].id] { next.ports[index].filter = filter }
        }
        if let groups { next.groups = groups }
        try next.validate()
        desired = next
        var report = ConvergeReport()
        try filter.apply(desired, layout: layout, &report)
        try report.check()
        return report
    }

    /// Changes a router's floating IPs; connections of those that went end.
    package func setFloatingIPs(_ floatingIPs: [FloatingIP], router id: String) async throws {
        guard let index = desired.routers.firstIndex(where: { $0.id == id }) else {
            throw NetworkError.unknown("router", id)
        }
        let gone = Set(desired.routers[index].floatingIPs).subtracting(floatingIPs)
        desired.routers[index].floatingIPs = floatingIPs
        var report = ConvergeReport()
        let room = plan.plan(of: desired.routers[index])
        try converge(room, &report)
        let connections = ConnectionTable(namespace: room.namespace)
        for floating in gone { try connections.forget(destination: floating.address) }
        try report.check()
    }

    /// Changes whom a network's DHCP server knows.
    package func setDHCPHosts(_ hosts: [DHCPHost], network id: String) async throws {
        guard let index = desired.networks.firstIndex(where: { $0.id == id && $0.dhcp != nil }) else {
            throw NetworkError.unknown("network with DHCP", id)
        }
        var next = desired
        next.networks[index].dhcp?.hosts = hosts
        try next.validate()
        desired = next
        guard let dhcp = desired.networks[index].dhcp else { return }
        _ = try programs.ensure(DHCPPlan(network: desired.networks[index], dhcp: dhcp, layout: layout).program)
        failpoint.reach("network-agent", "DHCP entry made")
    }

    private func converge(_ room: NamespacePlan, _ report: inout ConvergeReport) throws {
        try NamespaceConvergence(plan: room, underlay: layout.underlay).run(&report)
    }

    /// Cables of the cloud's namespace whose ends in this room are not there.
    private func tornCables(of room: NamespacePlan) throws -> Set<String> {
        try missing(room.links.map(\.name), in: room.namespace)
    }

    private func missing(_ devices: [String], in namespace: NetworkNamespace) throws -> Set<String> {
        try BlockingWork.wait(in: namespace) {
            Set(devices.filter { !HostFile.exists("/proc/sys/net/ipv4/conf/\($0)") })
        }
    }

    private func removeNamespaces(_ report: inout ConvergeReport) throws {
        let wanted = Set((plan.routers + plan.dhcpServers).map(\.namespace) + [layout.cloud])
        for namespace in layout.namespaces() where !wanted.contains(namespace) {
            try namespace.deleteBlocking()
            report.changes.append("removed namespace \(namespace.name)")
        }
    }

    private var plannedPrograms: [ProgramPlan] {
        desired.networks.compactMap { network in
            network.dhcp.map { DHCPPlan(network: network, dhcp: $0, layout: layout).program }
        }
            + desired.routers.compactMap { AdvertisementPlan(router: $0, layout: layout).program }
            + (desired.uplink.map { [UplinkPlan(uplink: $0, layout: layout).program] } ?? [])
    }

    private var programFolders: Set<String> { Set(plannedPrograms.map(\.folder)) }
}
