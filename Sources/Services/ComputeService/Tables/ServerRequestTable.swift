import CloudSQL

extension ServerRequest: Record {
    static let table = "server_requests"
    static let migration = Migration(
        9, "server requests",
        [
            """
            CREATE TABLE server_requests (
                id TEXT PRIMARY KEY, interfaces TEXT NOT NULL, security_group_ids TEXT NOT NULL, public_key TEXT,
                image_properties TEXT NOT NULL, admin_password TEXT, spec TEXT NOT NULL, created_at BIGINT NOT NULL)
            """
        ])
}
