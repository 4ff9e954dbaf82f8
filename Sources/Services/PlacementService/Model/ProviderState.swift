/// A provider with all that belongs to it, as of one moment.
final class ProviderState: Sendable {
    let provider: ResourceProvider
    /// By the name of their class.
    let stocks: [Stock]
    /// The standard ones first, in order of their names.
    let traits: [String]
    let aggregates: [String]
    private let traitSet: Set<String>
    private let aggregateSet: Set<String>

    init(_ provider: ResourceProvider, stocks: [Stock], traits: [String], aggregates: [String]) {
        self.provider = provider
        self.stocks = stocks
        self.traits = traits.filter { !$0.hasPrefix("CUSTOM_") } + traits.filter { $0.hasPrefix("CUSTOM_") }
        self.aggregates = aggregates
        traitSet = Set(traits)
        aggregateSet = Set(aggregates)
    }

    var uuid: String { provider.uuid }
    var root: String { provider.rootProviderUUID }
    var isSharing: Bool { traitSet.contains(StandardTraits.sharesViaAggregate) }

    func stock(_ resourceClass: String) -> Stock? { stocks.first { $0.name == resourceClass } }
    func hasRoom(_ resourceClass: String, _ amount: Int64) -> Bool {
        stocks.contains { $0.name == resourceClass && $0.hasRoom(for: amount) }
    }
    func has(_ trait: String) -> Bool { traitSet.contains(trait) }
    func hasAny(of traits: Set<String>) -> Bool { !traits.isEmpty && !traitSet.isDisjoint(with: traits) }
    func isIn(anyOf aggregates: Set<String>) -> Bool {
        !aggregates.isEmpty && !aggregateSet.isDisjoint(with: aggregates)
    }
    /// In at least one aggregate of each set.
    func isIn(eachOf sets: [Set<String>]) -> Bool { sets.allSatisfy { isIn(anyOf: $0) } }
    /// Has at least one trait of each set.
    func satisfies(_ sets: [Set<String>]) -> Bool { sets.allSatisfy { hasAny(of: $0) } }
}
