/// An inventory with what is in use of it.
struct Stock: Sendable {
    let name: String
    let inventory: Inventory
    let used: Int64
    /// Whole units, as the API writes them.
    let capacity: Int64

    init(inventory: Inventory, used: Int64) {
        name = inventory.resourceClass
        self.inventory = inventory
        self.used = used
        capacity = inventory.wholeCapacity
    }

    func hasRoom(for amount: Int64) -> Bool { inventory.hasRoom(for: amount, beside: used) }
}
