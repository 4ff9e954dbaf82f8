import CloudSQL

extension IPAllocation: Record {
    static let table = "ip_allocations"
    static let migration = Migration(
        6, "ip_allocations",
        [
            """
            CREATE TABLE ip_allocations (
                id TEXT PRIMARY KEY, port_id TEXT NOT NULL REFERENCES ports (id), network_id TEXT NOT NULL,
                subnet_id TEXT NOT NULL REFERENCES subnets (id), address TEXT NOT NULL)
            """,
            "CREATE INDEX ip_allocations_by_port ON ip_allocations (port_id)",
            "CREATE INDEX ip_allocations_by_subnet ON ip_allocations (subnet_id)",
            "CREATE INDEX ip_allocations_by_address ON ip_allocations (address)",
        ])
}
