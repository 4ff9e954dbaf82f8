import CloudCore
import CloudSQL

extension Aggregate: Record {
    static let table = "aggregates"
    static let migration = Migration(
        21, "aggregates",
        [
            """
            CREATE TABLE aggregates (
                id TEXT PRIMARY KEY, uuid TEXT NOT NULL, name TEXT NOT NULL UNIQUE, metadata TEXT NOT NULL,
                created_at BIGINT NOT NULL, updated_at BIGINT)
            """,
            "CREATE INDEX aggregates_by_uuid ON aggregates (uuid)",
        ])
}

extension AggregateHost: Record {
    static let table = "aggregate_hosts"
    static let migration = Migration(
        22, "aggregate hosts",
        [
            """
            CREATE TABLE aggregate_hosts (
                id TEXT PRIMARY KEY, aggregate_id TEXT NOT NULL REFERENCES aggregates (id) ON DELETE CASCADE,
                host TEXT NOT NULL)
            """,
            "CREATE INDEX aggregate_hosts_by_aggregate ON aggregate_hosts (aggregate_id)",
            "CREATE INDEX aggregate_hosts_by_host ON aggregate_hosts (host)",
        ])
}

extension Connection {
    /// The number of the next aggregate.
    func nextAggregateID() throws -> String {
        let last = try scalar("SELECT coalesce(max(CAST(id AS INTEGER)), 0) FROM aggregates")?.number() ?? 0
        return String(last + 1)
    }

    /// The hosts of each aggregate; of one if it is named.
    func aggregateHosts(of id: String? = nil) throws -> [String: [String]] {
        let filters: [ListQuery.Filter] = id.map { [.init("aggregate_id", [.string($0)])] } ?? []
        let rows = try table(AggregateHost.self).list(ListQuery(filters: filters, order: [.init("host")]))
        return Dictionary(grouping: rows, by: \.aggregateID).mapValues { $0.map(\.host) }
    }

    /// Zones that the host is in by its aggregates, other than `except`.
    func zones(ofHost host: String, except id: String) throws -> [String] {
        let ids = try table(AggregateHost.self).list(ListQuery(filters: [.init("host", [.string(host)])])).map(
            \.aggregateID)
        return try table(Aggregate.self).find(keys: ids.filter { $0 != id }).compactMap(\.availabilityZone)
    }

    /// Brings the zones of the compute services in line with the aggregates.
    func settleZones(ofHosts hosts: some Sequence<String>, _ configuration: ComputeConfiguration) throws {
        for host in hosts {
            let zone = try zones(ofHost: host, except: "").first ?? configuration.defaultZone
            try table(ServiceRecord.self).update(
                set: ["zone": .text(zone)],
                where: [.init("host", [.string(host)]), .init("binary", [.string("nova-compute")])])
        }
    }
}
