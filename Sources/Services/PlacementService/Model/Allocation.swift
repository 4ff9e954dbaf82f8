import CloudCore

/// An amount of one resource class of one provider that one consumer uses.
struct Allocation: Sendable, Codable, Hashable {
    /// `consumer/provider/class`.
    var id: String
    var consumerUUID: String
    var resourceProviderUUID: String
    var resourceClass: String
    var used: Int64
    var createdAt: Timestamp

    init(consumer: String, provider: String, resourceClass: String, used: Int64, createdAt: Timestamp) {
        id = "\(consumer)/\(provider)/\(resourceClass)"
        consumerUUID = consumer
        resourceProviderUUID = provider
        self.resourceClass = resourceClass
        self.used = used
        self.createdAt = createdAt
    }
}
