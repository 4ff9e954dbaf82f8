import CloudSQL

extension Agent: Record {
    static let table = "agents"
    static let migration = Migration(
        12, "agents",
        [
            """
            CREATE TABLE agents (
                id TEXT PRIMARY KEY, host TEXT NOT NULL UNIQUE, underlay_address TEXT, physical_networks TEXT NOT NULL,
                availability_zone TEXT NOT NULL, configurations TEXT NOT NULL, description TEXT NOT NULL,
                admin_state_up INTEGER NOT NULL, created_at BIGINT NOT NULL, started_at BIGINT NOT NULL,
                heartbeat_at BIGINT NOT NULL)
            """
        ])
}
