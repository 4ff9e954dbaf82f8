import AgentProtocols
import CloudAuth
import CloudCore
import CloudMessaging
import CloudSQL

/// One transaction of the network service, and who it is for.
struct Work {
    let connection: Connection
    let core: NetworkCore
    /// nil: the service itself.
    let caller: Caller?
    /// How often this work was beaten by another process; addresses are then chosen elsewhere.
    let races: Int

    var now: Timestamp { connection.now }
    var isAdmin: Bool { caller.map(core.isAdmin) ?? true }
    var newID: String { core.identifiers.uuid() }

    func table<R: Record>(_ type: R.Type = R.self) throws -> Table<R> { try connection.table(type) }

    func enforce(_ rule: String, _ target: PolicyTarget) throws {
        if let caller { try core.policy.enforce(rule, caller, target) }
    }

    func network(_ id: String) throws -> Network {
        guard let network = try table(Network.self).find(id) else { throw Fault.missingNetwork(id) }
        return network
    }

    func subnet(_ id: String) throws -> Subnet {
        guard let subnet = try table(Subnet.self).find(id) else { throw Fault.missingSubnet(id) }
        return subnet
    }

    func port(_ id: String) throws -> Port {
        guard let port = try table(Port.self).find(id) else { throw Fault.missingPort(id) }
        return port
    }

    func subnets(of networkID: String) throws -> [Subnet] {
        try table(Subnet.self).list(
            ListQuery(
                filters: [.init("network_id", .isIn, [.string(networkID)])], order: [.init("created_at")]))
    }

    func ports(_ filters: [String: [String]]) throws -> [Port] {
        try table(Port.self).list(
            ListQuery(filters: filters.map { .init($0.key, .isIn, $0.value.map { .string($0) }) }))
    }

    /// Writes a changed row as a new revision.
    func store<R: NetworkResource>(_ row: inout R) throws {
        row.updatedAt = now
        try table(R.self).update(&row)
    }

    /// The network that the caller may put things into: its own, a shared one, or any for the admin.
    /// - Throws: 404 for one that the caller cannot see.
    func usableNetwork(_ id: String) throws -> Network {
        let network = try network(id)
        guard isAdmin || network.projectID == caller?.projectID || network.shared || network.external else {
            throw Fault.missingNetwork(id)
        }
        return network
    }

    /// The agents of these hosts are woken when the transaction has committed.
    func wake(hosts: some Sequence<String>) {
        for host in Set(hosts) where !host.isEmpty {
            send(HostChanged(host: host), to: .networkAgent(host))
        }
    }

    /// The agent of a host is woken for one port.
    func wake(port id: String, on host: String) {
        if !host.isEmpty { send(PortChanged(portID: id), to: .networkAgent(host)) }
    }

    private func send(_ message: some Message, to topic: Topic) {
        let bus = core.bus
        // Lost or late: the agent's own timer makes up for it.
        connection.afterCommit { Task { try? await bus.cast(message, to: topic) } }
    }

    /// The hosts where any of these networks is.
    func hosts(ofNetworks ids: [String]) throws -> Set<String> {
        try connection.hosts(ofNetworks: ids)
    }

    /// The hosts with a port in one of these groups, or in a group whose rules name one of them.
    func hosts(ofGroups ids: [String]) throws -> Set<String> {
        try connection.hosts(ofGroups: ids)
    }
}
