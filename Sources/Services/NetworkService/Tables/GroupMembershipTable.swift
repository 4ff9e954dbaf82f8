import CloudSQL

extension GroupMembership: Record {
    static let table = "group_memberships"
    static let migration = Migration(
        9, "group_memberships",
        [
            """
            CREATE TABLE group_memberships (
                id TEXT PRIMARY KEY, port_id TEXT NOT NULL REFERENCES ports (id),
                group_id TEXT NOT NULL REFERENCES security_groups (id))
            """,
            "CREATE INDEX group_memberships_by_port ON group_memberships (port_id)",
            "CREATE INDEX group_memberships_by_group ON group_memberships (group_id)",
        ])
}

extension Connection {
    /// The hosts with a port in one of these groups, or in a group whose rules name one of them.
    func hosts(ofGroups ids: [String]) throws -> Set<String> {
        guard !ids.isEmpty else { return [] }
        let places = ids.indices.map { "$\($0 + 1)" }.joined(separator: ", ")
        return Set(
            try all(
                String.self,
                """
                SELECT DISTINCT p.host_id FROM ports p JOIN group_memberships m ON m.port_id = p.id
                WHERE p.host_id <> '' AND (m.group_id IN (\(places)) OR m.group_id IN (
                    SELECT security_group_id FROM security_group_rules WHERE remote_group_id IN (\(places))))
                """, ids.map { .text($0) }))
    }
}
