import CloudCore
import CloudSQL

extension Region: Record {
    static let table = "regions"
    static let migration = Migration(
        3, "regions",
        [
            """
            CREATE TABLE regions (
                id TEXT PRIMARY KEY, description TEXT NOT NULL, parent_region_id TEXT REFERENCES regions (id),
                extra TEXT NOT NULL)
            """,
            "CREATE INDEX regions_by_parent ON regions (parent_region_id)",
        ])
}
