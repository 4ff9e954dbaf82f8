import CloudCore
import CloudHTTP
import CloudSQL

extension Connection {
    /// The nodes with their services, usage, and servers if asked for: three or four queries however many there are.
    func hypervisors(
        _ nodes: Page<ComputeNode>, withServers: Bool, _ configuration: ComputeConfiguration
    ) throws -> Page<Hypervisor> {
        let hosts = Set(nodes.items.map(\.host)).sorted()
        let isHere = ListQuery.Filter("host", hosts.map { .string($0) })
        let services = try table(ServiceRecord.self).list(
            ListQuery(filters: [isHere, .init("binary", [.string("nova-compute")])]))
        let byHost = Dictionary(services.map { ($0.host, $0) }, uniquingKeysWith: { $1 })
        let usage = try usageByHost()
        var servers: [String: [(id: String, name: String)]] = [:]
        if withServers {
            let rows = try table(Server.self).list(ListQuery(filters: [isHere, .init("deleted_at", [.null])]))
            servers = Dictionary(grouping: rows) { $0.host ?? "" }.mapValues { $0.map { ($0.id, $0.name) } }
        }
        return nodes.map { node in
            let service = byHost[node.host]
            let used = usage[node.host]
            return Hypervisor(
                node: node, service: service,
                isUp: service?.isUp(at: now, patience: configuration.servicePatience) ?? false,
                usage: used?.all ?? ServerUsage(servers: 0, vcpus: 0, memory: 0), busyServers: used?.busy ?? 0,
                servers: withServers ? servers[node.host] ?? [] : nil)
        }
    }

    private func usageByHost() throws -> [String: (all: ServerUsage, busy: Int)] {
        let rows = try query(
            """
            SELECT host, count(*) AS servers, coalesce(sum(vcpus), 0) AS vcpus, coalesce(sum(memory), 0) AS memory,
                sum(CASE WHEN task_state IS NULL THEN 0 ELSE 1 END) AS busy
            FROM servers WHERE deleted_at IS NULL AND host IS NOT NULL GROUP BY host
            """)
        var result: [String: (all: ServerUsage, busy: Int)] = [:]
        for row in rows {
            result[try row.string("host")] = (
                ServerUsage(
                    servers: try row.int("servers"), vcpus: try row.int("vcpus"), memory: try row.int("memory")),
                try row.int("busy")
            )
        }
        return result
    }
}
