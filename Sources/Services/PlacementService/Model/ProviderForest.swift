/// A picture of all providers as of one change of the database: for answering questions, never for granting claims.
struct ProviderForest: Sendable {
    /// One root with all that stands below it.
    struct Tree: Sendable {
        var root: ProviderState
        /// The root first, then in the order they were made.
        var members: [ProviderState]
    }

    /// The number of the last change that is in it.
    var change: Int64
    /// Names that are known.
    var traits: Set<String> = []
    var resourceClasses: Set<String> = []
    private var states: [String: ProviderState] = [:]
    /// In the order their roots were made.
    private(set) var trees: [Tree] = []
    private var places: [String: Int] = [:]
    private(set) var sharing: [ProviderState] = []
    private(set) var hasChildren = false

    init(change: Int64) { self.change = change }

    subscript(_ uuid: String) -> ProviderState? { states[uuid] }

    func tree(of root: String) -> Tree? { places[root].map { trees[$0] } }

    /// All providers, tree by tree.
    var all: [ProviderState] { trees.flatMap(\.members) }

    /// Puts in `new` what is there now of `subjects`; those that are not in it are gone.
    mutating func replace(_ subjects: [String], with new: [String: ProviderState]) {
        guard !subjects.isEmpty else { return }
        // A claim changes neither the shape of trees nor their order: then only the entries are exchanged.
        if subjects.allSatisfy({ keepsPlace(states[$0], new[$0]) }) {
            for subject in subjects { if let state = new[subject] { exchange(state) } }
        } else {
            for subject in subjects { states[subject] = new[subject] }
            plant()
        }
        sharing = sharing.isEmpty && !new.values.contains(where: \.isSharing) ? [] : all.filter(\.isSharing)
    }

    private func keepsPlace(_ old: ProviderState?, _ new: ProviderState?) -> Bool {
        guard let old, let new else { return false }
        return old.root == new.root && old.provider.parentProviderUUID == new.provider.parentProviderUUID
    }

    private mutating func exchange(_ state: ProviderState) {
        states[state.uuid] = state
        guard let place = places[state.root] else { return }
        if state.uuid == state.root { trees[place].root = state }
        if let index = trees[place].members.firstIndex(where: { $0.uuid == state.uuid }) {
            trees[place].members[index] = state
        }
    }

    /// Builds the trees from the states.
    private mutating func plant() {
        let ordered = states.values.sorted {
            ($0.provider.createdAt, $0.uuid) < ($1.provider.createdAt, $1.uuid)
        }
        trees = []
        places = [:]
        hasChildren = false
        for state in ordered where state.uuid == state.root {
            places[state.uuid] = trees.count
            trees.append(Tree(root: state, members: [state]))
        }
        for state in ordered where state.uuid != state.root {
            hasChildren = true
            if let place = places[state.root] { trees[place].members.append(state) }
        }
    }
}
