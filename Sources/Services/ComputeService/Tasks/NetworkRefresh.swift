import AgentProtocols
import CloudCore
import CloudSQL
import ServiceClients

/// Asks the network service how the servers' interfaces are, and keeps that with the servers.
struct NetworkRefresh: Sendable {
    let database: Database
    let network: NetworkClient

    /// One server.
    func server(_ id: String) async throws {
        guard let server = try await database.read({ try $0.table(Server.self).find(id) }), server.vmState != .deleted
        else { return }
        let ports = try await network.ports([("device_id", id)])
        try await keep(ports, of: [server], answers(for: ports, all: false))
    }

    /// All servers that run, in four requests.
    func all() async throws {
        let servers = try await database.read { connection in
            try connection.table(Server.self).list(
                .init(filters: [.init("deleted_at", .isIn, [.null]), .init("launched_at", .greater, [.integer(0)])]))
        }
        guard !servers.isEmpty else { return }
        let owned = Set(servers.map(\.id))
        let ports = try await network.ports([("device_owner", "compute:nova")]).filter { owned.contains($0.deviceID) }
        try await keep(ports, of: servers, answers(for: ports, all: true))
    }

    /// What is told of the ports elsewhere.
    private struct Answers: Sendable {
        var networkNames: [String: String]
        var groupNames: [String: String]
        var floating: [String: [FloatingIPDescription]]
    }

    private func answers(for ports: [PortDescription], all: Bool) async throws -> Answers {
        guard !ports.isEmpty else { return Answers(networkNames: [:], groupNames: [:], floating: [:]) }
        func filters(_ name: String, _ ids: some Sequence<String>) -> [(String, String)] {
            all ? [] : Set(ids).sorted().map { (name, $0) }
        }
        let networks = try await network.networks(filters("id", ports.map(\.networkID)))
        let groups = try await network.securityGroups(filters("id", ports.flatMap(\.securityGroupIDs)))
        let floating = try await network.floatingIPs(filters("port_id", ports.map(\.id)))
        return Answers(
            networkNames: Dictionary(networks.map { ($0.id, $0.name) }, uniquingKeysWith: { $1 }),
            groupNames: Dictionary(groups.map { ($0.id, $0.name) }, uniquingKeysWith: { $1 }),
            floating: Dictionary(grouping: floating) { $0.portID ?? "" })
    }

    private func keep(_ ports: [PortDescription], of servers: [Server], _ answers: Answers) async throws {
        let byServer = Dictionary(grouping: ports, by: \.deviceID)
        let changed = servers.filter { known in
            let info = info(byServer[known.id] ?? [], known, answers)
            return info != known.network || names(info, answers) ?? known.securityGroups != known.securityGroups
        }
        guard !changed.isEmpty else { return }
        try await database.write { connection in
            let table = try connection.table(Server.self)
            for var server in try table.find(keys: changed.map(\.id)) where server.vmState != .deleted {
                let info = info(byServer[server.id] ?? [], server, answers)
                server.set(network: info)
                server.securityGroups = names(info, answers) ?? server.securityGroups
                try table.update(&server)
            }
        }
    }

    /// The ports in the order known, new ones behind.
    private func info(_ ports: [PortDescription], _ server: Server, _ answers: Answers) -> ServerNetwork {
        let places = Dictionary(server.network.ports.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { $1 })
        let known = Dictionary(server.network.ports.map { ($0.id, $0) }, uniquingKeysWith: { $1 })
        let ordered = ports.sorted { (places[$0.id] ?? .max, $0.id) < (places[$1.id] ?? .max, $1.id) }
        return ServerNetwork(
            ports: ordered.map { port in
                let floating = answers.floating[port.id] ?? []
                return ComputePort(
                    id: port.id, networkID: port.networkID,
                    networkName: answers.networkNames[port.networkID] ?? known[port.id]?.networkName ?? "",
                    macAddress: port.macAddress, status: port.status,
                    addresses: port.fixedIPs.map { fixed in
                        .init(
                            address: fixed.address, subnetID: fixed.subnetID,
                            floating: floating.filter { $0.fixedAddress == fixed.address }.map(\.address).sorted())
                    },
                    securityGroupIDs: port.securityGroupIDs, isOurs: known[port.id]?.isOurs ?? true,
                    tag: known[port.id]?.tag)
            })
    }

    /// Names of the ports' groups, each once; nil when there are no ports to tell.
    private func names(_ info: ServerNetwork, _ answers: Answers) -> TextList? {
        guard !info.ports.isEmpty else { return nil }
        return TextList(Set(info.ports.flatMap(\.securityGroupIDs)).compactMap { answers.groupNames[$0] }.sorted())
    }
}
