import CloudSQL

extension ServiceProvider: Record {
    static let table = "service_providers"
    static let migration = Migration(
        63, "service_providers",
        [
            """
            CREATE TABLE service_providers (
                id TEXT PRIMARY KEY, auth_url TEXT NOT NULL, sp_url TEXT NOT NULL, enabled INTEGER NOT NULL,
                description TEXT, relay_state_prefix TEXT NOT NULL)
            """
        ])
}
