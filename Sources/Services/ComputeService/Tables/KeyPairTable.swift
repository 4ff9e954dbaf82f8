import CloudSQL

extension KeyPair: Record {
    static let table = "key_pairs"
    static let migration = Migration(
        5, "key pairs",
        [
            """
            CREATE TABLE key_pairs (
                id TEXT PRIMARY KEY, user_id TEXT NOT NULL, name TEXT NOT NULL, type TEXT NOT NULL,
                public_key TEXT NOT NULL,
                fingerprint TEXT NOT NULL, created_at BIGINT NOT NULL)
            """,
            "CREATE INDEX key_pairs_by_user ON key_pairs (user_id, name)",
        ])
}
