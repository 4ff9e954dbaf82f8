import CloudSQL

extension ApplicationCredential: Record {
    static let table = "application_credentials"
    static let migration = Migration(
        13, "application_credentials",
        [
            """
            CREATE TABLE application_credentials (
                id TEXT PRIMARY KEY, name TEXT NOT NULL, user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
                project_id TEXT NOT NULL, secret_hash TEXT NOT NULL, description TEXT, role_ids TEXT NOT NULL,
                unrestricted INTEGER NOT NULL, expires_at BIGINT, access_rules TEXT NOT NULL, extra TEXT NOT NULL)
            """,
            "CREATE UNIQUE INDEX application_credentials_by_name ON application_credentials (user_id, name)",
            "CREATE INDEX application_credentials_by_project ON application_credentials (project_id)",
        ])
}
