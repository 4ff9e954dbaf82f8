import CloudSQL

/// Sets the inventories of a provider within a transaction.
struct InventoryReplacement {
    private let connection: Connection

    init(_ connection: Connection) { self.connection = connection }

    /// Puts in what is new and changed, and leaves the rest; returns what was written.
    @discardableResult
    func merge(_ uuid: String, _ inputs: [InventoryInput]) throws -> [Inventory] {
        let known = Dictionary(
            try connection.inventories(of: uuid).map { ($0.resourceClass, $0) }, uniquingKeysWith: { $1 })
        let table = try connection.table(Inventory.self)
        return try inputs.sorted { $0.resourceClass < $1.resourceClass }.map { input in
            let inventory = input.inventory(
                of: uuid, created: known[input.resourceClass]?.createdAt, now: connection.now)
            try table.upsert(inventory)
            return inventory
        }
    }

    /// Makes these all that the provider has.
    /// - Throws: `Refusal` when one that goes is in use.
    func replace(_ uuid: String, by inputs: [InventoryInput]) throws -> [Inventory] {
        let wanted = Set(inputs.map(\.resourceClass))
        let gone = try connection.inventories(of: uuid).map(\.resourceClass).filter { !wanted.contains($0) }
        try connection.deleteInventories(of: uuid, classes: gone)
        return try merge(uuid, inputs)
    }
}
