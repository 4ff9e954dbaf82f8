import CloudSQL

extension Port: NetworkResource {
    static let table = "ports"
    static let migration = Migration(
        5, "ports",
        [
            """
            CREATE TABLE ports (
                id TEXT PRIMARY KEY, project_id TEXT NOT NULL, network_id TEXT NOT NULL REFERENCES networks (id),
                name TEXT NOT NULL, description TEXT NOT NULL, admin_state_up INTEGER NOT NULL, status TEXT NOT NULL,
                mac_address TEXT NOT NULL, fixed_ips TEXT NOT NULL, device_id TEXT NOT NULL,
                device_owner TEXT NOT NULL, host_id TEXT NOT NULL, vnic_type TEXT NOT NULL, vif_type TEXT NOT NULL,
                vif_details TEXT NOT NULL, profile TEXT NOT NULL, security_groups TEXT NOT NULL,
                allowed_address_pairs TEXT NOT NULL, port_security_enabled INTEGER NOT NULL,
                extra_dhcp_opts TEXT NOT NULL, dns_name TEXT NOT NULL, dns_domain TEXT NOT NULL, plug_task TEXT,
                tags TEXT NOT NULL, generation BIGINT NOT NULL, created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL)
            """,
            "CREATE INDEX ports_by_project ON ports (project_id)",
            "CREATE INDEX ports_by_network ON ports (network_id, device_owner)",
            "CREATE INDEX ports_by_device ON ports (device_id)",
            "CREATE INDEX ports_by_host ON ports (host_id)",
            "CREATE INDEX ports_by_name ON ports (name)",
            "CREATE INDEX ports_by_owner ON ports (device_owner)",
            "CREATE UNIQUE INDEX ports_by_mac ON ports (mac_address, network_id)",
        ])
}

extension Port {
    /// A project's ports, and those of its networks.
    static func visible(to projectID: String) -> SQLCondition {
        SQLCondition(
            "project_id = $1 OR network_id IN (SELECT id FROM networks WHERE project_id = $1)", [.text(projectID)])
    }
}

extension Connection {
    /// The hosts where any of these networks is.
    func hosts(ofNetworks ids: [String]) throws -> Set<String> {
        guard !ids.isEmpty else { return [] }
        let places = ids.indices.map { "$\($0 + 1)" }.joined(separator: ", ")
        return Set(
            try all(
                String.self, "SELECT DISTINCT host_id FROM ports WHERE network_id IN (\(places)) AND host_id <> ''",
                ids.map { .text($0) }))
    }
}
