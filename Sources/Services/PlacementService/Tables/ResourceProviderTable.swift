import CloudCore
import CloudSQL

extension ResourceProvider: Versioned {
    static let table = "resource_providers"
    static let keyColumn = "uuid"
    static let migration = Migration(
        3, "resource_providers",
        [
            """
            CREATE TABLE resource_providers (
                uuid TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE,
                parent_provider_uuid TEXT REFERENCES resource_providers (uuid), root_provider_uuid TEXT NOT NULL,
                generation BIGINT NOT NULL, created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL)
            """,
            "CREATE INDEX resource_providers_by_parent ON resource_providers (parent_provider_uuid)",
            "CREATE INDEX resource_providers_by_root ON resource_providers (root_provider_uuid)",
        ])
}

extension Connection {
    /// The provider of that id.
    /// - Throws: `Fault` 404 with `missing`, or Placement's own words.
    func provider(_ uuid: String, missing: String? = nil) throws -> ResourceProvider {
        let found = try SymbolName.isKeyUUID(uuid) ? table(ResourceProvider.self).find(uuid) : nil
        guard let found else { throw Fault.notFound(missing ?? "No resource provider with uuid \(uuid) found") }
        return found
    }

    /// Writes the provider with its next generation.
    func advance(_ provider: inout ResourceProvider) throws {
        provider.updatedAt = now
        try table(ResourceProvider.self).update(&provider)
    }

    /// The provider and all that stand below it, children after their parents.
    func subtree(of uuid: String) throws -> [String] {
        var found = [uuid]
        var next = 0
        while next < found.count {
            found += try all(
                String.self, "SELECT uuid FROM resource_providers WHERE parent_provider_uuid = $1", [.text(found[next])]
            )
            next += 1
        }
        return found
    }
}
