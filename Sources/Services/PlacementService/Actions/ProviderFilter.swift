/// What a list of resource providers is narrowed by.
struct ProviderFilter: Sendable {
    var name: String?
    var uuid: String?
    var inTree: String?
    var resources: [(name: String, amount: Int64)] = []
    var requiredTraits: [Set<String>] = []
    var forbiddenTraits: Set<String> = []
    var memberOf: [Set<String>] = []
    var forbiddenAggregates: Set<String> = []

    /// Whether the provider is one of those asked for; `root` is that of the tree asked for.
    func accepts(_ state: ProviderState, root: String?) -> Bool {
        if let name, state.provider.name != name { return false }
        if let uuid, state.uuid != uuid { return false }
        if inTree != nil, state.root != root { return false }
        return resources.allSatisfy { state.hasRoom($0.name, $0.amount) } && state.satisfies(requiredTraits)
            && !state.hasAny(of: forbiddenTraits) && state.isIn(eachOf: memberOf)
            && !state.isIn(anyOf: forbiddenAggregates)
    }
}
