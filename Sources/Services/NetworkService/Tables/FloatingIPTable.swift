import CloudSQL

extension FloatingIP: NetworkResource {
    static let table = "floatingips"
    static let migration = Migration(
        11, "floatingips",
        [
            """
            CREATE TABLE floatingips (
                id TEXT PRIMARY KEY, project_id TEXT NOT NULL, description TEXT NOT NULL,
                floating_network_id TEXT NOT NULL REFERENCES networks (id), floating_ip_address TEXT NOT NULL,
                floating_port_id TEXT NOT NULL REFERENCES ports (id), fixed_ip_address TEXT,
                port_id TEXT REFERENCES ports (id), router_id TEXT REFERENCES routers (id), status TEXT NOT NULL,
                dns_name TEXT NOT NULL, dns_domain TEXT NOT NULL,
                tags TEXT NOT NULL, generation BIGINT NOT NULL, created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL)
            """,
            "CREATE INDEX floatingips_by_project ON floatingips (project_id)",
            "CREATE INDEX floatingips_by_network ON floatingips (floating_network_id)",
            "CREATE INDEX floatingips_by_address ON floatingips (floating_ip_address)",
            "CREATE INDEX floatingips_by_floating_port ON floatingips (floating_port_id)",
            "CREATE UNIQUE INDEX floatingips_by_target ON floatingips (port_id, fixed_ip_address, floating_network_id)",
            "CREATE INDEX floatingips_by_router ON floatingips (router_id)",
        ])
}
