/// What a consumer has claimed in placement.
package struct PlacementClaim: Sendable, Hashable {
    /// Amounts by class, by provider.
    package var allocations: [String: [String: Int]]
    /// nil: placement does not know the consumer.
    package var generation: Int?
}
