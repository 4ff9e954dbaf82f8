import CloudSQL

extension QuotaLimit: Record {
    static let table = "quota_limits"
    static let migration = Migration(
        13, "quota_limits",
        [
            """
            CREATE TABLE quota_limits (
                id TEXT PRIMARY KEY, project_id TEXT NOT NULL, resource TEXT NOT NULL, maximum BIGINT NOT NULL)
            """,
            "CREATE INDEX quota_limits_by_project ON quota_limits (project_id)",
        ])
}
