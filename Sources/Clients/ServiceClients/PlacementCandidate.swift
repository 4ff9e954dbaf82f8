/// A place that could hold what was asked for, as placement proposes it.
package struct PlacementCandidate: Sendable, Hashable {
    /// One resource class of the provider.
    package struct Amount: Sendable, Hashable {
        package var capacity: Int
        package var used: Int

        package init(capacity: Int, used: Int) {
            self.capacity = capacity
            self.used = used
        }

        package var free: Int { capacity - used }
    }

    package var providerID: String
    /// What to claim: amounts by class, by provider.
    package var allocations: [String: [String: Int]]
    package var inventory: [String: Amount]
    package var traits: [String]

    package init(
        providerID: String, allocations: [String: [String: Int]], inventory: [String: Amount] = [:],
        traits: [String] = []
    ) {
        self.providerID = providerID
        self.allocations = allocations
        self.inventory = inventory
        self.traits = traits
    }
}
