import HostKit

/// Keeps the packet filter of the cloud's namespace as planned, and ends what it does not allow any more; blocks.
struct FilterConvergence {
    let namespace: NetworkNamespace
    private let tools = HostTools()
    /// What the kernel holds; nil until it was read.
    private var state: FilterState?
    private(set) var zones: [String: UInt16] = [:]

    init(namespace: NetworkNamespace) { self.namespace = namespace }

    /// Reads what the kernel holds instead of trusting what we did last.
    mutating func reload() throws {
        state = try FilterState(namespace)
    }

    /// Applies one transaction with what differs.
    mutating func apply(_ desired: DesiredHost, layout: CloudLayout, _ report: inout ConvergeReport) throws {
        if state == nil { try reload() }
        let before = state ?? FilterState()
        let present = before.collections[.init(family: "bridge", name: "zone_of")] ?? [:]
        let assignment = ZoneAssignment(desired: desired, layout: layout, present: present)
        zones = assignment.zones
        let plan = FilterPlan(ports: desired.ports, groups: desired.groups, members: assignment.members)
        let difference = FilterDifference(from: before, to: plan)
        guard !difference.isEmpty else { return }
        do {
            try tools.nft(difference.script, in: namespace)
        } catch {
            state = nil
            throw error
        }
        let after = FilterState(plan)
        state = after
        report.changes.append("filter: \(difference.lines.count) steps")
        let touched = Self.touched(from: before, to: after, desired)
        report.attempt("connections") { report in try judge(touched, desired, &report) }
    }

    /// Condemns the connections of these ports that no rule allows any more, and pardons those that one does again.
    private func judge(_ ports: [DesiredPort], _ desired: DesiredHost, _ report: inout ConvergeReport) throws {
        let groups = Dictionary(desired.groups.map { ($0.id, $0.members) }) { first, _ in first }
        let table = ConnectionTable(namespace: namespace)
        for (network, ports) in Dictionary(grouping: ports, by: \.networkID) {
            let zone = zones[network] ?? 0
            var verdicts = [(connection: Connection, condemned: Bool)]()
            for connection in try table.connections(zone: zone) {
                let allowed = ports.allSatisfy { $0.filter?.allows(connection, groups: groups) ?? true }
                if allowed == (connection.mark != FilterPlan.condemned) { continue }
                verdicts.append((connection, !allowed))
                report.changes.append("connection \(connection.text): \(allowed ? "allowed again" : "ended")")
            }
            try table.condemn(verdicts, zone: zone)
        }
    }

    /// Ports whose rules, or the members of whose groups, changed; new ports have no connections yet.
    private static func touched(
        from before: FilterState, to after: FilterState, _ desired: DesiredHost
    ) -> [DesiredPort] {
        let sets = Set(
            after.collections.keys.filter { place in
                before.collections[place] != nil && before.collections[place] != after.collections[place]
            })
        return desired.ports.filter { port in
            let rewritten = ["from", "to"].contains { name in
                let place = FilterPlan.Place(family: "bridge", name: "\(name)_\(port.device)")
                return before.chains[place] != nil && before.chains[place] != after.chains[place]
            }
            return rewritten
                || port.filter?.rules.contains { rule in
                    rule.groupSet.map { sets.contains(.init(family: "bridge", name: $0)) } ?? false
                } == true
        }
    }
}
