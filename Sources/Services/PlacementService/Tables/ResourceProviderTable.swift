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

    /// Writes the provider's name and its place in the tree, which leave its generation as it is.
    func place(_ provider: ResourceProvider) throws {
        try execute(
            """
            UPDATE resource_providers
            SET name = $1, parent_provider_uuid = $2, root_provider_uuid = $3, updated_at = $4 WHERE uuid = $5
            """,
            [
                .text(provider.name), SQLValue(provider.parentProviderUUID), .text(provider.rootProviderUUID),
                .timestamp(provider.updatedAt), .text(provider.uuid),
            ])
    }

    /// The provider goes with what it stands below into another tree.
    func place(_ uuid: String, inTreeOf root: String) throws {
        try execute(
            "UPDATE resource_providers SET root_provider_uuid = $1 WHERE uuid = $2", [.text(root), .text(uuid)])
    }
}
