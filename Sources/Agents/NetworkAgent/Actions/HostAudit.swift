import HostKit
import NetworkKit

/// What the service's rows say should be on this host's network, for comparison with what is.
package struct HostAudit: Sendable {
    /// A port of a network.
    package struct Port: Sendable {
        var id: String
        var networkID: String
        var deviceID: String
        var owner: String
        /// Whether it is bound to this host.
        var isHere: Bool
        var isBound: Bool
        /// Whether rules say what may pass it.
        var isFiltered: Bool

        package init(
            id: String, networkID: String, deviceID: String, owner: String, isHere: Bool = true, isBound: Bool = true,
            isFiltered: Bool = true
        ) {
            self.id = id
            self.networkID = networkID
            self.deviceID = deviceID
            self.owner = owner
            self.isHere = isHere
            self.isBound = isBound
            self.isFiltered = isFiltered
        }
    }

    /// Of all networks, wherever they are.
    private let all: [Port]
    private let ports: [Port]
    private let routers: Set<String>

    /// - Parameter routers: ids of those that are switched on.
    package init(ports: [Port], routers: Set<String>) {
        all = ports
        self.ports = ports.filter(\.isHere)
        self.routers = routers
    }

    /// A line for each thing that is missing on this host, or there without a row.
    package func findings(prefix: String) async -> [String] {
        let layout = HostPurge.layout(prefix)
        do {
            return compare(try await HostInventory.list(layout), layout)
        } catch {
            return ["this host's network cannot be read: \(error)"]
        }
    }

    func compare(_ found: HostInventory, _ layout: CloudLayout) -> [String] {
        let servers = ports.filter { $0.owner == "network:dhcp" }
        let legs = ports.filter { $0.owner.hasPrefix("network:router") && routers.contains($0.deviceID) }
        let guests = ports.filter { !$0.owner.hasPrefix("network:") }
        var namespaces: Set<String> = [layout.cloud.name]
        namespaces.formUnion(servers.map { layout.dhcp($0.networkID).name })
        namespaces.formUnion(legs.map { layout.router($0.deviceID).name })
        var links: Set<String> = Set((servers + legs + guests).map { layout.bridge($0.networkID) })
        links.formUnion(servers.map { layout.dhcpDevice($0.networkID) })
        links.formUnion(legs.map { layout.legDevice($0.id) })
        links.formUnion(guests.map { "tap" + $0.id.prefix(11) })
        let there = Set(found.namespaces)
        let linksThere = Set(found.links[layout.cloud.name] ?? [])
        // A router without legs may have its namespace already.
        let allowed = namespaces.union(routers.map { layout.router($0).name })
        var lines = namespaces.subtracting(there).sorted().map { "namespace \($0) is missing" }
        lines += there.subtracting(allowed).sorted().map { "namespace \($0) belongs to nothing" }
        lines += links.subtracting(linksThere).sorted().map { "link \($0) in \(layout.cloud.name) is missing" }
        lines += linksThere.subtracting(links).filter(Self.isOurs).sorted().map {
            "link \($0) in \(layout.cloud.name) belongs to nothing"
        }
        let programs = Set(servers.map { "dnsmasq-\($0.networkID)" })
        lines += programs.subtracting(found.programs).sorted().map { "program \($0) does not run" }
        lines += found.programs.filter { $0.hasPrefix("dnsmasq-") && !programs.contains($0) }.map {
            "program \($0) belongs to nothing"
        }
        return lines + filters(found, guests) + leases(found, servers)
    }

    private func filters(_ found: HostInventory, _ guests: [Port]) -> [String] {
        let wanted = Dictionary(
            guests.filter(\.isFiltered).map { ("tap" + $0.id.prefix(11), $0.id) }, uniquingKeysWith: { $1 })
        return wanted.filter { !found.guarded.contains($0.key) }.map(\.value).sorted().map {
            "port \($0) has no rules of its own in the packet filter"
        }
            + found.filtered.filter { wanted[$0] == nil }.sorted().map {
                "rules of \($0) in the packet filter belong to nothing"
            }
    }

    private func leases(_ found: HostInventory, _ servers: [Port]) -> [String] {
        let members = Dictionary(grouping: all.filter { !$0.owner.hasPrefix("network:") }, by: \.networkID)
        var lines: [String] = []
        for network in Set(servers.map(\.networkID)).sorted() {
            let (known, ports) = (found.leases[network] ?? [], members[network] ?? [])
            lines += ports.filter { $0.isBound && !known.contains($0.id) }.map(\.id).sorted().map {
                "port \($0) is unknown to its network's DHCP server"
            }
            lines += known.subtracting(ports.map(\.id)).sorted().map {
                "DHCP entry of \($0) in network \(network) belongs to nothing"
            }
        }
        return lines
    }

    /// Whether a link's name is one that bridges, cables and guests' taps have.
    private static func isOurs(_ link: String) -> Bool {
        ["br", "dh", "rp", "tap"].contains { link.hasPrefix($0) }
    }
}
