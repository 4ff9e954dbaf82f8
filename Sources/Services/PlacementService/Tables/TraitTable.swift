import CloudSQL

extension Trait: Record {
    static let table = "traits"
    static let keyColumn = "name"
    static let migration = Migration(
        7, "traits", ["CREATE TABLE traits (name TEXT PRIMARY KEY, created_at BIGINT NOT NULL)"])
}

extension Connection {
    func traitNames() throws -> Set<String> { Set(try all(String.self, "SELECT name FROM traits")) }
}
