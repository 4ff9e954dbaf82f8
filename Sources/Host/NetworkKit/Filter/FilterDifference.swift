/// One nft transaction from what the kernel holds to what it should; unchanged chains and elements are not touched.
struct FilterDifference {
    private(set) var lines: [String] = []
    /// Places whose chains were made or rewritten.
    private(set) var changed: [String] = []

    init(from state: FilterState, to plan: FilterPlan) {
        let wanted = plan.maps.merging(plan.sets) { first, _ in first }
        for family in ["bridge", "inet"] where !state.present.contains(where: { $0.family == family }) {
            lines.append("add table \(family) \(FilterState.table)")
        }
        for (place, collection) in plan.sets.sorted(by: { $0.key < $1.key }) where state.collections[place] == nil {
            add("add set \(Self.path(place)) { \(collection.type) }")
        }
        for (place, collection) in plan.maps.sorted(by: { $0.key < $1.key }) where state.collections[place] == nil {
            add("add map \(Self.path(place)) { \(collection.type) }")
        }
        rewriteChains(from: state, to: plan)
        for (place, collection) in wanted.sorted(by: { $0.key < $1.key }) {
            update(place, from: state.collections[place] ?? [:], to: collection.values)
        }
        removeLeftOvers(from: state, to: plan, wanted: Set(wanted.keys))
    }

    var isEmpty: Bool { lines.isEmpty }
    var script: String { lines.joined(separator: "\n") + "\n" }

    private mutating func rewriteChains(from state: FilterState, to plan: FilterPlan) {
        let stale = plan.chains.filter { state.chains[$0.key] != $0.value.tag }.sorted { $0.key < $1.key }
        for (place, chain) in stale where !state.present.contains(place) {
            add("add chain \(Self.path(place))" + (chain.head.map { " { \($0) }" } ?? ""))
        }
        for (place, chain) in stale {
            add("flush chain \(Self.path(place))")
            for (index, rule) in chain.rules.enumerated() {
                let tag = index == chain.rules.count - 1 ? " comment \"\(chain.tag.digest)\"" : ""
                add("add rule \(Self.path(place)) \(rule)\(tag)")
            }
            changed.append(place.name)
        }
    }

    private mutating func update(_ place: FilterPlan.Place, from old: [String: String], to new: [String: String]) {
        let gone = old.filter { new[$0.key] != $0.value }.keys.sorted()
        let come = new.filter { old[$0.key] != $0.value }.sorted { $0.key < $1.key }
        if !gone.isEmpty {
            add("delete element \(Self.path(place)) { \(gone.map(Self.quoted).joined(separator: ", ")) }")
        }
        if !come.isEmpty {
            let elements = come.map { $0.value.isEmpty ? Self.quoted($0.key) : "\(Self.quoted($0.key)) : \($0.value)" }
            add("add element \(Self.path(place)) { \(elements.joined(separator: ", ")) }")
        }
    }

    private mutating func removeLeftOvers(from state: FilterState, to plan: FilterPlan, wanted: Set<FilterPlan.Place>) {
        let gone = state.present.subtracting(plan.chains.keys).sorted()
        for place in gone { add("flush chain \(Self.path(place))") }
        for place in gone { add("delete chain \(Self.path(place))") }
        for place in Set(state.collections.keys).subtracting(wanted).sorted() {
            add("delete set \(Self.path(place))")
        }
    }

    private mutating func add(_ line: String) { lines.append(line) }

    private static func path(_ place: FilterPlan.Place) -> String {
        "\(place.family) \(FilterState.table) \(place.name)"
    }

    /// Device names are quoted: some would read as numbers or words of the language; addresses and marks are not.
    private static func quoted(_ key: String) -> String {
        IPPrefix(key) != nil || Int(key) != nil ? key : "\"\(key)\""
    }
}
