import HostKit

/// What the kernel holds of the filter, in the terms of `FilterPlan`.
struct FilterState: Sendable, Equatable {
    static let table = "apus_filter"

    var chains: [FilterPlan.Place: ChainTag] = [:]
    /// Maps and sets with their elements.
    var collections: [FilterPlan.Place: [String: String]] = [:]
    /// Everything that bears a name of ours, tag or not.
    var present: Set<FilterPlan.Place> = []

    init() {}

    init(_ plan: FilterPlan) {
        chains = plan.chains.mapValues(\.tag)
        collections = plan.maps.merging(plan.sets) { first, _ in first }.mapValues(\.values)
        present = Set(chains.keys)
    }

    /// What the kernel holds in that namespace; nothing when it is not there. Blocks.
    init(_ namespace: NetworkNamespace) throws {
        guard namespace.exists else {
            self.init()
            return
        }
        let tools = HostTools()
        self.init(
            bridge: try tools.table("bridge", Self.table, in: namespace),
            inet: try tools.table("inet", Self.table, in: namespace))
    }

    init(bridge: NFTListing?, inet: NFTListing?) {
        for (family, listing) in [("bridge", bridge), ("inet", inet)] {
            var counts = [String: Int]()
            var comments = [String: String]()
            for entry in listing?.nftables ?? [] {
                if let chain = entry.chain { present.insert(.init(family: family, name: chain.name)) }
                if let rule = entry.rule {
                    counts[rule.chain, default: 0] += 1
                    comments[rule.chain] = rule.comment
                }
                if let collection = entry.map ?? entry.set {
                    collections[.init(family: family, name: collection.name)] = Self.values(collection)
                }
            }
            for (name, comment) in comments {
                chains[.init(family: family, name: name)] = ChainTag(digest: comment, rules: counts[name] ?? 0)
            }
        }
    }

    private static func values(_ collection: NFTListing.Elements) -> [String: String] {
        let pairs = (collection.elem ?? []).map { element in
            (element.words.first ?? "", element.words.dropFirst().joined(separator: " "))
        }
        return Dictionary(pairs) { first, _ in first }
    }
}
