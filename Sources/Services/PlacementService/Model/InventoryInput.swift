import CloudCore

/// What a client says of an inventory; what it leaves out has defaults.
struct InventoryInput: Sendable, Hashable {
    /// The largest number that Placement's inventories hold.
    static let maximum: Int64 = 2_147_483_647

    var resourceClass: String
    var total: Int64
    var reserved: Int64 = 0
    var minUnit: Int64 = 1
    var maxUnit: Int64 = InventoryInput.maximum
    var stepSize: Int64 = 1
    var allocationRatio: Double = 1

    /// The inventory of `provider`, as of `now`.
    func inventory(of provider: String, created: Timestamp? = nil, now: Timestamp) -> Inventory {
        Inventory(
            id: Inventory.id(provider, resourceClass), resourceProviderUUID: provider, resourceClass: resourceClass,
            total: total,
            reserved: reserved, minUnit: minUnit, maxUnit: maxUnit, stepSize: stepSize,
            allocationRatio: allocationRatio,
            createdAt: created ?? now, updatedAt: now)
    }
}
