import CloudCore
import CloudSQL

extension Endpoint: NamedRecord {
    static let audited: Audited? = .endpoint
    static let table = "endpoints"
    static let migration = Migration(
        11, "endpoints",
        [
            """
            CREATE TABLE endpoints (
                id TEXT PRIMARY KEY, service_id TEXT NOT NULL REFERENCES services (id) ON DELETE CASCADE,
                interface TEXT NOT NULL, url TEXT NOT NULL, region_id TEXT REFERENCES regions (id),
                enabled INTEGER NOT NULL, extra TEXT NOT NULL)
            """,
            "CREATE INDEX endpoints_by_service ON endpoints (service_id)",
            "CREATE INDEX endpoints_by_region ON endpoints (region_id)",
        ])

    static func missing(_ id: String) -> Fault { .missing("endpoint", id) }
}
