import CloudSQL

extension Network: NetworkResource {
    static let table = "networks"
    static let migration = Migration(
        3, "networks",
        [
            """
            CREATE TABLE networks (
                id TEXT PRIMARY KEY, project_id TEXT NOT NULL, name TEXT NOT NULL, description TEXT NOT NULL,
                admin_state_up INTEGER NOT NULL, status TEXT NOT NULL, shared INTEGER NOT NULL,
                external INTEGER NOT NULL, is_default INTEGER NOT NULL, network_type TEXT NOT NULL,
                physical_network TEXT, segmentation_id BIGINT, mtu BIGINT NOT NULL,
                port_security_enabled INTEGER NOT NULL, dns_domain TEXT NOT NULL,
                availability_zone_hints TEXT NOT NULL, subnets TEXT NOT NULL,
                tags TEXT NOT NULL, generation BIGINT NOT NULL, created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL)
            """,
            "CREATE INDEX networks_by_project ON networks (project_id)",
            "CREATE INDEX networks_by_name ON networks (name)",
            "CREATE INDEX networks_by_external ON networks (external)",
            "CREATE INDEX networks_by_shared ON networks (shared)",
            "CREATE UNIQUE INDEX networks_by_segment ON networks (network_type, segmentation_id, physical_network)",
            """
            CREATE UNIQUE INDEX networks_by_vni ON networks (segmentation_id) WHERE network_type = 'vxlan'
            """,
        ])
}

extension Network {
    /// Networks that a project may use.
    static func visible(to projectID: String) -> SQLCondition {
        SQLCondition("project_id = $1 OR shared = 1 OR external = 1", [.text(projectID)])
    }
}

extension Connection {
    /// How many networks have a VXLAN segment.
    func vxlanCount() throws -> Int {
        try first(Int.self, "SELECT count(*) FROM networks WHERE network_type = 'vxlan'") ?? 0
    }

    /// The VXLAN segments that networks have.
    func vxlanSegments() throws -> Set<Int> {
        Set(try all(Int.self, "SELECT segmentation_id FROM networks WHERE network_type = 'vxlan'"))
    }

    /// Which of these VXLAN segments networks have.
    func vxlanSegments(among some: [Int]) throws -> Set<Int> {
        let places = some.indices.map { "$\($0 + 1)" }.joined(separator: ", ")
        return Set(
            try all(
                Int.self,
                "SELECT segmentation_id FROM networks WHERE network_type = 'vxlan' AND segmentation_id IN (\(places))",
                some.map { .integer(Int64($0)) }))
    }
}
