import HostKit

/// Everything of one cloud's network that is on this host.
package struct HostInventory: Sendable, Equatable {
    package var namespaces: [String] = []
    /// By namespace.
    package var links: [String: [String]] = [:]
    /// `FAMILY NAME`, by namespace.
    package var tables: [String: [String]] = [:]
    /// Names of the programs that run.
    package var programs: [String] = []

    /// Devices with chains of their own in the cloud's filter, and those that the filter leads to all three of them.
    package var filtered: Set<String> = []
    package var guarded: Set<String> = []
    /// Ports that the DHCP server of a network knows, by network.
    package var leases: [String: Set<String>] = [:]

    package init() {}

    package var isEmpty: Bool { namespaces.isEmpty && programs.isEmpty }
}

extension HostInventory {
    /// Looks for everything of the cloud that `layout` names.
    package static func list(_ layout: CloudLayout) async throws -> HostInventory {
        try await BlockingWork.run("apus-inventory") {
            var inventory = HostInventory()
            inventory.programs = ProgramKeeper(stateFolder: layout.stateFolder).running()
            inventory.readFilter(try FilterState(layout.cloud))
            inventory.leases = DHCPPlan.leases(layout)
            for namespace in layout.namespaces() {
                inventory.namespaces.append(namespace.name)
                guard namespace.exists else { continue }
                let links = try HostTools().links(in: namespace)
                inventory.links[namespace.name] = links.keys.filter { $0 != "lo" }.sorted()
                let tables = try Command("nft", ["list", "tables"], namespace: namespace).checkBlocking().output
                inventory.tables[namespace.name] = tables.split(separator: "\n").map {
                    String($0.split(separator: " ").dropFirst().joined(separator: " "))
                }
            }
            return inventory
        }
    }

    private mutating func readFilter(_ state: FilterState) {
        let kinds = ["spoof", "from", "to"]
        let chains = state.present.filter { $0.family == "bridge" }
        filtered = Set(
            chains.compactMap { chain in
                let parts = chain.name.split(separator: "_", maxSplits: 1)
                return parts.count == 2 && kinds.contains(String(parts[0])) ? String(parts[1]) : nil
            })
        let led = kinds.map { Set((state.collections[.init(family: "bridge", name: $0)] ?? [:]).keys) }
        guarded = filtered.filter { device in
            led.allSatisfy { $0.contains(device) }
                && kinds.allSatisfy { chains.contains(.init(family: "bridge", name: "\($0)_\(device)")) }
        }
    }

    /// Removes everything of the cloud that `layout` names; may be repeated. Interfaces of the host go back to it.
    package static func purge(_ layout: CloudLayout) async throws {
        try await BlockingWork.run("apus-purge") {
            _ = try ProgramKeeper(stateFolder: layout.stateFolder).removeOthers(than: [])
            try HostFile.removeTree(layout.stateFolder)
            for namespace in layout.namespaces() {
                if namespace.exists { try empty(namespace, home: layout.underlay?.name ?? "1") }
                try namespace.deleteBlocking()
            }
        }
    }

    /// Links first: a guest that still runs would keep a namespace, and with it its cables, alive.
    private static func empty(_ namespace: NetworkNamespace, home: String) throws {
        let links = try HostTools().links(in: namespace)
        let ours = Set(["bridge", "veth", "vxlan", "tun"])
        let lines = links.sorted { $0.key < $1.key }.filter { _, link in
            ours.contains(link.linkinfo?.kind ?? "") || link.ifalias == ObservedLink.lent
        }.map { LinkDifference.removal(of: $0.key, $0.value, home: home) }
        _ = try HostTools().batch(lines, in: namespace)
        try HostTools().nft("flush ruleset\n", in: namespace)
    }
}
