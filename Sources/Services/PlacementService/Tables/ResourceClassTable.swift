import CloudSQL

extension ResourceClass: Record {
    static let table = "resource_classes"
    static let keyColumn = "name"
    static let migration = Migration(
        8, "resource_classes",
        ["CREATE TABLE resource_classes (name TEXT PRIMARY KEY, position BIGINT NOT NULL, created_at BIGINT NOT NULL)"])
}

extension Connection {
    func resourceClassNames() throws -> Set<String> { Set(try all(String.self, "SELECT name FROM resource_classes")) }
}
