import CloudSQL

extension SecurityGroup: NetworkResource {
    static let table = "security_groups"
    static let migration = Migration(
        7, "security_groups",
        [
            """
            CREATE TABLE security_groups (
                id TEXT PRIMARY KEY, project_id TEXT NOT NULL, name TEXT NOT NULL, description TEXT NOT NULL,
                stateful INTEGER NOT NULL, shared INTEGER NOT NULL, is_default INTEGER NOT NULL, rules TEXT NOT NULL,
                tags TEXT NOT NULL, generation BIGINT NOT NULL, created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL)
            """,
            "CREATE INDEX security_groups_by_project ON security_groups (project_id)",
            "CREATE INDEX security_groups_by_name ON security_groups (name)",
            "CREATE UNIQUE INDEX security_groups_default ON security_groups (project_id) WHERE is_default = 1",
        ])
}
