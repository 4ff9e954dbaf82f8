/// One group of a request for candidates: what is wanted together.
struct RequestGroup: Sendable {
    /// Empty: the group without one, whose resources may come from all over a tree; else from one provider.
    var suffix: String
    /// In the order of their names.
    var resources: [(name: String, amount: Int64)] = []
    /// At least one trait of each set.
    var requiredTraits: [Set<String>] = []
    var forbiddenTraits: Set<String> = []
    /// In at least one aggregate of each set.
    var memberOf: [Set<String>] = []
    var forbiddenAggregates: Set<String> = []
    /// A provider in whose tree all must be.
    var inTree: String?

    init(suffix: String) { self.suffix = suffix }
}
