import CloudSQL

extension FlavorAccess: Record {
    static let table = "flavor_access"
    static let migration = Migration(
        4, "flavor access",
        [
            """
            CREATE TABLE flavor_access (
                id TEXT PRIMARY KEY, flavor_id TEXT NOT NULL REFERENCES flavors (id) ON DELETE CASCADE,
                project_id TEXT NOT NULL)
            """,
            "CREATE INDEX flavor_access_by_flavor ON flavor_access (flavor_id)",
            "CREATE INDEX flavor_access_by_project ON flavor_access (project_id)",
        ])
}
