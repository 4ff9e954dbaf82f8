/// What one consumer is to use from now on, instead of all it used before.
struct Claim: Sendable {
    /// What the client says of the consumer's generation.
    enum ExpectedGeneration: Sendable, Hashable {
        /// Nothing: before microversion 1.28.
        case any
        /// nil: there must be no such consumer.
        case exactly(Int64?)
    }

    var consumer: String
    /// Provider to class to amount; empty: the consumer gives everything back.
    var allocations: [String: [String: Int64]]
    var projectID: String
    var userID: String
    var generation: ExpectedGeneration
    /// nil: nothing was said (before microversion 1.38).
    var consumerType: String?
}
