import CloudSQL

extension Router: NetworkResource {
    static let table = "routers"
    static let migration = Migration(
        10, "routers",
        [
            """
            CREATE TABLE routers (
                id TEXT PRIMARY KEY, project_id TEXT NOT NULL, name TEXT NOT NULL, description TEXT NOT NULL,
                admin_state_up INTEGER NOT NULL, status TEXT NOT NULL, gateway TEXT, routes TEXT NOT NULL, host TEXT,
                availability_zone_hints TEXT NOT NULL,
                tags TEXT NOT NULL, generation BIGINT NOT NULL, created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL)
            """,
            "CREATE INDEX routers_by_project ON routers (project_id)",
            "CREATE INDEX routers_by_name ON routers (name)",
            "CREATE INDEX routers_by_host ON routers (host)",
        ])
}

extension Connection {
    /// How many routers each host has.
    func routersByHost() throws -> [String: Int] {
        Dictionary(
            try query("SELECT host, count(*) AS routers FROM routers WHERE host IS NOT NULL GROUP BY host")
                .map { (try $0.string("host"), try $0.int("routers")) }, uniquingKeysWith: { $1 })
    }
}
