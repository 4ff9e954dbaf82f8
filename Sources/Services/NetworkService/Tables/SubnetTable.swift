import CloudSQL

extension Subnet: NetworkResource {
    static let table = "subnets"
    static let migration = Migration(
        4, "subnets",
        [
            """
            CREATE TABLE subnets (
                id TEXT PRIMARY KEY, project_id TEXT NOT NULL, network_id TEXT NOT NULL REFERENCES networks (id),
                name TEXT NOT NULL, description TEXT NOT NULL, ip_version BIGINT NOT NULL, cidr TEXT NOT NULL,
                gateway_ip TEXT, allocation_pools TEXT NOT NULL, dns_nameservers TEXT NOT NULL,
                host_routes TEXT NOT NULL, enable_dhcp INTEGER NOT NULL, ipv6_address_mode TEXT, ipv6_ra_mode TEXT,
                service_types TEXT NOT NULL,
                tags TEXT NOT NULL, generation BIGINT NOT NULL, created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL)
            """,
            "CREATE INDEX subnets_by_project ON subnets (project_id)",
            "CREATE INDEX subnets_by_network ON subnets (network_id)",
            "CREATE INDEX subnets_by_name ON subnets (name)",
            "CREATE INDEX subnets_by_cidr ON subnets (cidr)",
        ])
}

extension Subnet {
    /// A project's subnets, and those of networks that it shares or owns.
    static func visible(to projectID: String) -> SQLCondition {
        SQLCondition(
            "project_id = $1 OR network_id IN (SELECT id FROM networks WHERE shared = 1 OR project_id = $1)",
            [.text(projectID)])
    }

    static func ofNetworks(shared: Bool) -> SQLCondition {
        SQLCondition("network_id IN (SELECT id FROM networks WHERE shared = $1)", [.bool(shared)])
    }

    static func ofNetworks(external: Bool) -> SQLCondition {
        SQLCondition("network_id IN (SELECT id FROM networks WHERE external = $1)", [.bool(external)])
    }
}
