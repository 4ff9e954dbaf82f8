import CloudSQL

extension SecurityGroupRule: NetworkResource {
    static let table = "security_group_rules"
    static let migration = Migration(
        8, "security_group_rules",
        [
            """
            CREATE TABLE security_group_rules (
                id TEXT PRIMARY KEY, project_id TEXT NOT NULL,
                security_group_id TEXT NOT NULL REFERENCES security_groups (id), direction TEXT NOT NULL,
                ethertype TEXT NOT NULL, protocol_name TEXT, port_range_min BIGINT, port_range_max BIGINT,
                remote_group_id TEXT REFERENCES security_groups (id), remote_ip_prefix TEXT, description TEXT NOT NULL,
                tags TEXT NOT NULL, generation BIGINT NOT NULL, created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL)
            """,
            "CREATE INDEX security_group_rules_by_project ON security_group_rules (project_id)",
            "CREATE INDEX security_group_rules_by_group ON security_group_rules (security_group_id)",
            "CREATE INDEX security_group_rules_by_remote ON security_group_rules (remote_group_id)",
        ])
}

extension SecurityGroupRule {
    /// A project's rules, and the rules of its groups.
    static func visible(to projectID: String) -> SQLCondition {
        SQLCondition(
            "project_id = $1 OR security_group_id IN (SELECT id FROM security_groups WHERE project_id = $1)",
            [.text(projectID)])
    }
}
