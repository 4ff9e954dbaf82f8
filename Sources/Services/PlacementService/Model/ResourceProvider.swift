import CloudCore

/// Something that has resources to give: a compute host, a part of one, a shared disk farm. Providers form trees.
struct ResourceProvider: Sendable, Codable, Hashable {
    var uuid: String
    var name: String
    var parentProviderUUID: String?
    /// The top of its tree; itself when it has no parent.
    var rootProviderUUID: String
    /// Counts the changes of its inventories, traits, aggregates and allocations.
    var generation: Int64
    var createdAt: Timestamp
    var updatedAt: Timestamp
}
