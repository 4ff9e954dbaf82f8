import CloudSQL

extension Consumer: Versioned {
    static let table = "consumers"
    static let keyColumn = "uuid"
    static let migration = Migration(
        5, "consumers",
        [
            """
            CREATE TABLE consumers (
                uuid TEXT PRIMARY KEY, project_id TEXT NOT NULL, user_id TEXT NOT NULL, consumer_type TEXT,
                generation BIGINT NOT NULL, created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL)
            """,
            "CREATE INDEX consumers_by_project ON consumers (project_id, user_id)",
        ])
}
