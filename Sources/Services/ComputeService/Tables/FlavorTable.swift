import CloudSQL

extension Flavor: Record {
    static let table = "flavors"
    static let migration = Migration(
        3, "flavors",
        [
            """
            CREATE TABLE flavors (
                id TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE, vcpus INTEGER NOT NULL, memory INTEGER NOT NULL,
                disk INTEGER NOT NULL, ephemeral INTEGER NOT NULL, swap INTEGER NOT NULL,
                rxtx_factor DOUBLE PRECISION NOT NULL,
                is_public INTEGER NOT NULL, is_disabled INTEGER NOT NULL, description TEXT, extra_specs TEXT NOT NULL,
                created_at BIGINT NOT NULL)
            """
        ])
}

extension Flavor {
    /// Public flavors, and those that the project was given.
    static func usable(by projectID: String?) -> SQLCondition {
        SQLCondition(
            "is_public = 1 OR id IN (SELECT flavor_id FROM flavor_access WHERE project_id = $1)",
            [.text(projectID ?? "")])
    }
}
