import CloudSQL

/// Which provider has which trait.
enum ProviderTraits {
    static let migration = Migration(
        9, "provider_traits",
        [
            """
            CREATE TABLE provider_traits (
                resource_provider_uuid TEXT NOT NULL REFERENCES resource_providers (uuid),
                name TEXT NOT NULL REFERENCES traits (name),
                PRIMARY KEY (resource_provider_uuid, name))
            """,
            "CREATE INDEX provider_traits_by_name ON provider_traits (name)",
        ])

    static func delete(of provider: String, _ connection: Connection) throws {
        try connection.execute("DELETE FROM provider_traits WHERE resource_provider_uuid = $1", [.text(provider)])
    }

    static func names(of provider: String, _ connection: Connection) throws -> Set<String> {
        Set(
            try connection.all(
                String.self, "SELECT name FROM provider_traits WHERE resource_provider_uuid = $1", [.text(provider)]))
    }

    static func insert(_ name: String, for provider: String, _ connection: Connection) throws {
        try connection.execute(
            "INSERT INTO provider_traits (resource_provider_uuid, name) VALUES ($1, $2)",
            [.text(provider), .text(name)])
    }

    /// The traits that some provider has.
    static func used(_ connection: Connection) throws -> Set<String> {
        Set(try connection.all(String.self, "SELECT DISTINCT name FROM provider_traits"))
    }

    static func isUsed(_ name: String, _ connection: Connection) throws -> Bool {
        try connection.scalar("SELECT 1 FROM provider_traits WHERE name = $1 LIMIT 1", [.text(name)]) != nil
    }
}
