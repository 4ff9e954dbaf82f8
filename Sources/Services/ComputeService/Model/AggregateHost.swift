/// A host in an aggregate.
struct AggregateHost: Sendable, Codable, Hashable {
    /// Aggregate and host.
    var id: String
    var aggregateID: String
    var host: String

    init(aggregateID: String, host: String) {
        id = "\(aggregateID)/\(host)"
        self.aggregateID = aggregateID
        self.host = host
    }
}
