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

extension IPAllocation {
    /// Addresses of ports that belong to what `owner` names.
    static func ofPorts(ownedBy owner: String) -> SQLCondition {
        SQLCondition("port_id IN (SELECT id FROM ports WHERE device_owner = $1)", [.text(owner)])
    }
}

extension Connection {
    /// How many addresses of each subnet are used.
    func addressesUsed() throws -> [String: Int] {
        Dictionary(
            try query("SELECT subnet_id, count(*) AS used FROM ip_allocations GROUP BY subnet_id")
                .map { (try $0.string("subnet_id"), try $0.int("used")) }, uniquingKeysWith: { $1 })
    }

    /// All addresses of the subnet that are used.
    func addresses(inSubnet id: String) throws -> Set<String> {
        Set(try all(String.self, "SELECT address FROM ip_allocations WHERE subnet_id = $1", [.text(id)]))
    }
}
