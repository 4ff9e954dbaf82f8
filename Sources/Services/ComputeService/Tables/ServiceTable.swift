import CloudSQL

extension ServiceRecord: Record {
    static let table = "services"
    static let migration = Migration(
        6, "services",
        [
            """
            CREATE TABLE services (
                id TEXT PRIMARY KEY, host TEXT NOT NULL, "binary" TEXT NOT NULL, zone TEXT NOT NULL,
                is_disabled INTEGER NOT NULL, disabled_reason TEXT, is_forced_down INTEGER NOT NULL,
                last_seen_at BIGINT,
                created_at BIGINT NOT NULL, UNIQUE (host, "binary"))
            """
        ])
}
