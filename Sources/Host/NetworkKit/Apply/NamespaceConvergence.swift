import CShim
import Glibc
import HostKit

/// Brings one namespace to its plan; blocks.
struct NamespaceConvergence {
    let plan: NamespacePlan
    let underlay: NetworkNamespace?
    let tools = HostTools()

    func run(_ report: inout ConvergeReport) throws {
        if try plan.namespace.createBlocking() { report.changes.append("namespace \(plan.namespace.name)") }
        try set(plan.sysctls, &report)
        try settleLinks(&report)
        try set(plan.linkSysctls, &report)
        try settleRoutes(&report)
        try settleTable(&report)
    }

    /// Links and addresses only.
    func settleLinks(_ report: inout ConvergeReport) throws {
        let observed = try tools.links(in: plan.namespace)
        let difference = LinkDifference(plan, observed: observed, home: underlay?.name ?? "1")
        report.failures += try tools.batch(difference.underlay, in: underlay)
        report.failures += try tools.batch(difference.own, in: plan.namespace)
        report.changes += (difference.underlay + difference.own).map { "\(plan.namespace.name): \($0)" }
        try announce(observed)
        try settleForwarding(&report)
    }

    func settleTable(_ report: inout ConvergeReport) throws {
        let name = plan.table?.name ?? "apus"
        let family = plan.table?.family ?? "ip"
        let listing = try tools.table(family, name, in: plan.namespace)
        guard let table = plan.table else {
            guard listing != nil else { return }
            try tools.nft("delete table \(family) \(name)\n", in: plan.namespace)
            report.changes.append("\(plan.namespace.name): removed table \(name)")
            return
        }
        let entries = listing?.nftables ?? []
        let rules = entries.count { $0.rule != nil }
        if entries.contains(where: { $0.chain?.name == table.marker }) && rules == table.ruleCount { return }
        try tools.nft(table.script, in: plan.namespace)
        report.changes.append("\(plan.namespace.name): table \(name)")
    }

    private func set(_ wanted: [(path: String, value: String)], _ report: inout ConvergeReport) throws {
        if wanted.isEmpty { return }
        if wanted.contains(where: { $0.path.hasPrefix("net/bridge/") }) { try requireBridgeFilter() }
        let changed = try BlockingWork.wait(in: plan.namespace) {
            var changed = [String]()
            for (name, value) in wanted {
                let path = "/proc/sys/\(name)"
                guard let current = HostFile.text(path) else { continue }
                if current.split(whereSeparator: \.isWhitespace).joined(separator: " ") == value { continue }
                try HostFile.put(value, into: path)
                changed.append("\(name) = \(value)")
            }
            return changed
        }
        report.changes += changed.map { "\(plan.namespace.name): \($0)" }
    }

    /// Without br_netfilter no security group would hold.
    private func requireBridgeFilter() throws {
        let path = "/proc/sys/net/bridge/bridge-nf-call-iptables"
        if HostFile.exists(path) { return }
        _ = try? Command("modprobe", ["br_netfilter"]).runBlocking()
        if !HostFile.exists(path) {
            throw NetworkError.failed(["the kernel has no br_netfilter: load it with `modprobe br_netfilter`"])
        }
    }

    private func settleRoutes(_ report: inout ConvergeReport) throws {
        var lines = [String]()
        for v6 in [false, true] {
            let wanted = Dictionary(plan.routes.filter { $0.nextHop.isV6 == v6 }.map { ($0.key, $0) }) { first, _ in
                first
            }
            let observed = try tools.routes(in: plan.namespace, v6: v6)
            let present = Set(observed.map { $0.key(v6: v6) })
            lines += observed.filter { wanted[$0.key(v6: v6)] == nil }.map(\.removal)
            lines += wanted.filter { !present.contains($0.key) }.map(\.value.line).sorted()
        }
        report.failures += try tools.batch(lines, in: plan.namespace)
        report.changes += lines.map { "\(plan.namespace.name): \($0)" }
    }

    private func settleForwarding(_ report: inout ConvergeReport) throws {
        let wanted = Set(plan.links.flatMap(Self.forwarding))
        let devices = Set(plan.links.compactMap { link in if case .vxlan = link.kind { link.name } else { nil } })
        guard !devices.isEmpty else { return }
        let present = Set(
            try tools.forwarding(in: plan.namespace).filter { $0.dst != nil && devices.contains($0.ifname ?? "") })
        let lines =
            present.subtracting(wanted).map { "fdb del \(Self.words($0))" }.sorted()
            + wanted.subtracting(present).map { "fdb append \(Self.words($0))" }.sorted()
        report.failures += try tools.batch(lines, with: "bridge", in: plan.namespace)
        report.changes += lines.map { "\(plan.namespace.name): \($0)" }
    }

    /// Neighbours learn at once where addresses that came are.
    private func announce(_ observed: [String: ObservedLink]) throws {
        let fresh = plan.links.filter { $0.kind == .cableEnd }.flatMap { link in
            link.addresses.subtracting(observed[link.name]?.prefixes ?? []).filter { !$0.isV6 }.map {
                (link.name, $0.address.bytes)
            }
        }
        guard !fresh.isEmpty else { return }
        try BlockingWork.wait(in: plan.namespace) {
            for (name, bytes) in fresh { _ = shim_announce(name, bytes) }
        }
    }

    private static func forwarding(_ link: LinkPlan) -> [ForwardingEntry] {
        guard case .vxlan(let tunnel) = link.kind else { return [] }
        let everybody = Set(tunnel.remotes).map {
            ForwardingEntry(mac: "00:00:00:00:00:00", ifname: link.name, dst: $0.text)
        }
        return everybody
            + tunnel.locations.map {
                ForwardingEntry(mac: $0.key.lowercased(), ifname: link.name, dst: $0.value.text)
            }
    }

    private static func words(_ entry: ForwardingEntry) -> String {
        "\(entry.mac) dev \(entry.ifname ?? "") dst \(entry.dst ?? "") self permanent"
    }
}
