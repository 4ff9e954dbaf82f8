import CloudCore
import CloudSQL

extension Consumer: NamedRecord {
    static let audited: Audited? = .consumer
    static let table = "oauth1_consumers"
    static let migration = Migration(
        51, "oauth1_consumers",
        [
            """
            CREATE TABLE oauth1_consumers (
                id TEXT PRIMARY KEY, secret TEXT NOT NULL, description TEXT, extra TEXT NOT NULL)
            """
        ])

    static func missing(_ id: String) -> Fault { .notFound("Consumer not found") }
}
