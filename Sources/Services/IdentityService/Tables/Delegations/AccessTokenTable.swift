import CloudCore
import CloudSQL

extension AccessToken: NamedRecord {
    static let table = "oauth1_access_tokens"
    static let migration = Migration(
        53, "oauth1_access_tokens",
        [
            """
            CREATE TABLE oauth1_access_tokens (
                id TEXT PRIMARY KEY, secret TEXT NOT NULL,
                consumer_id TEXT NOT NULL REFERENCES oauth1_consumers (id) ON DELETE CASCADE,
                project_id TEXT NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
                user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE, role_ids TEXT NOT NULL,
                expires_at BIGINT)
            """,
            "CREATE INDEX oauth1_access_tokens_by_consumer ON oauth1_access_tokens (consumer_id)",
            "CREATE INDEX oauth1_access_tokens_by_project ON oauth1_access_tokens (project_id)",
            "CREATE INDEX oauth1_access_tokens_by_user ON oauth1_access_tokens (user_id)",
        ])

    static func missing(_ id: String) -> Fault { .notFound("Access token not found") }
}
