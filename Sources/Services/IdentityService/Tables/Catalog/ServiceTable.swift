import CloudCore
import CloudSQL

extension Service: NamedRecord {
    static let audited: Audited? = .service
    static let table = "services"
    static let migration = Migration(
        10, "services",
        [
            """
            CREATE TABLE services (
                id TEXT PRIMARY KEY, type TEXT NOT NULL, name TEXT NOT NULL, description TEXT NOT NULL,
                enabled INTEGER NOT NULL, extra TEXT NOT NULL)
            """,
            "CREATE INDEX services_by_type ON services (type)",
            "CREATE INDEX services_by_name ON services (name)",
        ])

    static func missing(_ id: String) -> Fault { .missing("service", id) }
}
