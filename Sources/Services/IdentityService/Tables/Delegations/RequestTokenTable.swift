import CloudCore
import CloudSQL

extension RequestToken: NamedRecord {
    static let table = "oauth1_request_tokens"
    static let migration = Migration(
        52, "oauth1_request_tokens",
        [
            """
            CREATE TABLE oauth1_request_tokens (
                id TEXT PRIMARY KEY, secret TEXT NOT NULL,
                consumer_id TEXT NOT NULL REFERENCES oauth1_consumers (id) ON DELETE CASCADE,
                project_id TEXT NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
                user_id TEXT REFERENCES users (id) ON DELETE CASCADE, verifier TEXT, role_ids TEXT NOT NULL,
                expires_at BIGINT)
            """,
            "CREATE INDEX oauth1_request_tokens_by_consumer ON oauth1_request_tokens (consumer_id)",
            "CREATE INDEX oauth1_request_tokens_by_project ON oauth1_request_tokens (project_id)",
            "CREATE INDEX oauth1_request_tokens_by_user ON oauth1_request_tokens (user_id)",
            "CREATE INDEX oauth1_request_tokens_by_end ON oauth1_request_tokens (expires_at)",
        ])

    static func missing(_ id: String) -> Fault { .notFound("Request token not found") }
}
