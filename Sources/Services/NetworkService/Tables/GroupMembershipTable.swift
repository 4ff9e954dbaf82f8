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
