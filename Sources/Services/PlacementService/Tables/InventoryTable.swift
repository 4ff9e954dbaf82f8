import CloudCore
import CloudSQL

extension Inventory: Record {
    static let table = "inventories"
    static let migration = Migration(
        4, "inventories",
        [
            """
            CREATE TABLE inventories (
                id TEXT PRIMARY KEY, resource_provider_uuid TEXT NOT NULL REFERENCES resource_providers (uuid),
                resource_class TEXT NOT NULL, total BIGINT NOT NULL, reserved BIGINT NOT NULL, min_unit BIGINT NOT NULL,
                max_unit BIGINT NOT NULL, step_size BIGINT NOT NULL, allocation_ratio DOUBLE PRECISION NOT NULL,
                created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL)
            """,
            "CREATE INDEX inventories_by_provider ON inventories (resource_provider_uuid)",
            "CREATE INDEX inventories_by_class ON inventories (resource_class)",
        ])
}

extension Connection {
    /// The provider's inventories, by the name of their class.
    func inventories(of provider: String) throws -> [Inventory] {
        try table(Inventory.self).list(
            .init(
                filters: [.init("resource_provider_uuid", .isIn, [.string(provider)])], order: [.init("resource_class")]
            ))
    }

    /// Deletes the provider's inventories of these classes.
    /// - Throws: `Refusal` when one of them is in use.
    func deleteInventories(of provider: String, classes: [String]) throws {
        guard !classes.isEmpty else { return }
        let used = Set(
            try all(
                String.self, "SELECT DISTINCT resource_class FROM allocations WHERE resource_provider_uuid = $1",
                [.text(provider)]))
        let inUse = ResourceClass.ordered(classes.filter(used.contains))
        guard inUse.isEmpty else { throw Refusal.inventoryInUse(inUse, provider) }
        for name in classes { try table(Inventory.self).delete(Inventory.id(provider, name)) }
    }

    /// - Throws: `Refusal` naming the first class that is not known.
    func requireClasses(_ names: some Sequence<String>) throws {
        let wanted = Set(names)
        guard wanted.allSatisfy(SymbolName.isValid) else {
            throw Refusal.unknownClass(wanted.filter { !SymbolName.isValid($0) }.sorted().first ?? "")
        }
        let known = Set(try table(ResourceClass.self).find(keys: Array(wanted)).map(\.name))
        if let unknown = wanted.subtracting(known).sorted().first { throw Refusal.unknownClass(unknown) }
    }
}
