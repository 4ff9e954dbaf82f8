import CloudCore
import CloudSQL

extension AttributeMapping: NamedRecord {
    static let table = "mappings"
    static let migration = Migration(
        62, "mappings",
        ["CREATE TABLE mappings (id TEXT PRIMARY KEY, schema_version TEXT NOT NULL, rules TEXT NOT NULL)"])

    static func missing(_ id: String) -> Fault { .missing("mapping", id) }
}
