/// Finds the candidates for a request in a picture of all providers. Pure; tree by tree, until there are enough.
struct CandidateSearch {
    private let forest: ProviderForest
    private let request: CandidateRequest
    private let mayRepeat: Bool

    init(_ forest: ProviderForest, _ request: CandidateRequest) {
        self.forest = forest
        self.request = request
        mayRepeat = !forest.sharing.isEmpty || request.groups.count > 1
    }

    /// What one group takes, of which providers.
    private struct Share {
        var parts: [Candidate.Part]
        var providers: [String]
    }

    func run() -> CandidateList {
        guard !request.groups.isEmpty, request.limit != 0 else { return CandidateList() }
        var result = CandidateList()
        var seen: Set<String> = []
        for tree in forest.trees where mayAnchor(tree.root) {
            guard let shares = shares(from: tree) else { continue }
            combine(shares, 0, []) { candidate in
                if mayRepeat, !seen.insert(candidate.key).inserted { return true }
                if !request.knowsTrees, forest.hasChildren, !usesEachTreeOnce(candidate) { return true }
                result.candidates.append(candidate)
                return result.candidates.count < request.limit ?? .max
            }
            if result.candidates.count >= request.limit ?? .max { break }
        }
        result.summaries = summaries(of: result.candidates)
        return result
    }

    private func mayAnchor(_ root: ProviderState) -> Bool {
        request.rootRequired.allSatisfy(root.has) && !root.hasAny(of: request.rootForbidden)
    }

    /// Each group's shares with this tree as the anchor; nil when a group has none.
    private func shares(from tree: ProviderForest.Tree) -> [[Share]]? {
        var guests: [ProviderState] = []
        if !forest.sharing.isEmpty {
            let aggregates = Set(tree.members.flatMap(\.aggregates))
            guests = forest.sharing.filter { $0.root != tree.root.uuid && $0.isIn(anyOf: aggregates) }
        }
        var result: [[Share]] = []
        result.reserveCapacity(request.groups.count)
        for group in request.groups {
            // In a tree of one provider both are the same, and `single` is faster.
            let mayBeSpread = group.suffix.isEmpty && (tree.members.count > 1 || !guests.isEmpty)
            let found = mayBeSpread ? spread(group, tree, guests) : single(group, tree, guests)
            guard !found.isEmpty else { return nil }
            result.append(found)
        }
        return result
    }

    /// Shares of a suffixed group: all from one provider.
    private func single(_ group: RequestGroup, _ tree: ProviderForest.Tree, _ guests: [ProviderState]) -> [Share] {
        let wantedRoot = group.inTree.map { forest[$0]?.root ?? "" }
        var result: [Share] = []
        for provider in guests.isEmpty ? tree.members : tree.members + guests {
            guard wantedRoot == nil || provider.root == wantedRoot,
                group.resources.allSatisfy({ provider.hasRoom($0.name, $0.amount) }),
                provider.satisfies(group.requiredTraits), !provider.hasAny(of: group.forbiddenTraits),
                provider.isIn(eachOf: group.memberOf), !provider.isIn(anyOf: group.forbiddenAggregates)
            else { continue }
            let parts = group.resources.map {
                Candidate.Part(provider: provider, resourceClass: $0.name, amount: $0.amount)
            }
            result.append(Share(parts: parts, providers: [provider.uuid]))
        }
        return result
    }

    /// Shares of the group without a suffix: each class from any provider of the tree, or from one that shares with it.
    private func spread(_ group: RequestGroup, _ tree: ProviderForest.Tree, _ guests: [ProviderState]) -> [Share] {
        var guests = guests
        if let inTree = group.inTree {
            guard forest[inTree]?.root == tree.root.uuid else { return [] }
            guests = []
        }
        let rootIsIn = tree.root.isIn(eachOf: group.memberOf)
        if tree.root.isIn(anyOf: group.forbiddenAggregates) { return [] }
        let pool = (guests.isEmpty ? tree.members : tree.members + guests).filter { provider in
            let isGuest = provider.root != tree.root.uuid
            return (provider.isIn(eachOf: group.memberOf) || (rootIsIn && !isGuest))
                && !provider.isIn(anyOf: group.forbiddenAggregates) && !provider.hasAny(of: group.forbiddenTraits)
        }
        var options: [[Candidate.Part]] = []
        options.reserveCapacity(group.resources.count)
        for (name, amount) in group.resources {
            let givers = pool.filter { $0.hasRoom(name, amount) }
            guard !givers.isEmpty else { return [] }
            options.append(givers.map { Candidate.Part(provider: $0, resourceClass: name, amount: amount) })
        }
        var result: [Share] = []
        product(options, 0, []) { parts in
            var providers: [ProviderState] = []
            for part in parts where !providers.contains(where: { $0 === part.provider }) {
                providers.append(part.provider)
            }
            guard group.requiredTraits.allSatisfy({ traits in providers.contains { $0.hasAny(of: traits) } }) else {
                return
            }
            result.append(Share(parts: parts, providers: providers.map(\.uuid)))
        }
        return result
    }

    private func product(
        _ options: [[Candidate.Part]], _ index: Int, _ chosen: [Candidate.Part], _ each: ([Candidate.Part]) -> Void
    ) {
        guard index < options.count else { return each(chosen) }
        for option in options[index] { product(options, index + 1, chosen + [option], each) }
    }

    /// Calls `each` with all combinations of one share per group that fit together; stops when it returns false.
    @discardableResult
    private func combine(_ shares: [[Share]], _ index: Int, _ chosen: [Share], _ each: (Candidate) -> Bool) -> Bool {
        guard index < shares.count else {
            guard keepsSubtrees(chosen), let candidate = candidate(chosen) else { return true }
            return each(candidate)
        }
        for share in shares[index] {
            if isTaken(share, at: index, by: chosen) { continue }
            let next = chosen + [share]
            // Too much already: no need to look at what the other groups could add.
            if index > 0, index + 1 < shares.count, candidate(next) == nil { continue }
            guard combine(shares, index + 1, next, each) else { return false }
        }
        return true
    }

    /// Under `isolate`, whether another suffixed group has this provider already.
    private func isTaken(_ share: Share, at index: Int, by chosen: [Share]) -> Bool {
        guard request.isolates, !request.groups[index].suffix.isEmpty else { return false }
        return chosen.indices.contains { !request.groups[$0].suffix.isEmpty && chosen[$0].providers == share.providers }
    }

    private func keepsSubtrees(_ chosen: [Share]) -> Bool {
        request.sameSubtrees.allSatisfy { suffixes in
            let providers = Set(
                chosen.indices.filter { suffixes.contains(request.groups[$0].suffix) }.flatMap { chosen[$0].providers })
            guard providers.count > 1 else { return true }
            return providers.contains { top in providers.allSatisfy { isBelow($0, top) } }
        }
    }

    private func isBelow(_ uuid: String, _ top: String) -> Bool {
        var next: String? = uuid
        while let current = next {
            if current == top { return true }
            next = forest[current]?.provider.parentProviderUUID
        }
        return false
    }

    /// The shares as one candidate; nil when together they are more than a provider has.
    private func candidate(_ chosen: [Share]) -> Candidate? {
        let mappings = chosen.indices.map { (suffix: request.groups[$0].suffix, providers: chosen[$0].providers) }
        if chosen.count == 1, chosen[0].providers.count == 1 {
            return Candidate(parts: chosen[0].parts, mappings: mappings)
        }
        var parts: [Candidate.Part] = []
        for share in chosen {
            for part in share.parts {
                if let index = parts.firstIndex(where: {
                    $0.provider === part.provider && $0.resourceClass == part.resourceClass
                }) {
                    parts[index].amount += part.amount
                } else if let index = parts.lastIndex(where: { $0.provider === part.provider }) {
                    parts.insert(part, at: index + 1)
                } else {
                    parts.append(part)
                }
            }
        }
        if chosen.count > 1 {
            for part in parts {
                guard let stock = part.provider.stock(part.resourceClass), part.amount <= stock.inventory.maxUnit,
                    stock.used + part.amount <= stock.capacity
                else { return nil }
            }
        }
        return Candidate(parts: parts, mappings: mappings)
    }

    private func usesEachTreeOnce(_ candidate: Candidate) -> Bool {
        var roots: [String: String] = [:]
        for part in candidate.parts {
            if let other = roots[part.provider.root], other != part.provider.uuid { return false }
            roots[part.provider.root] = part.provider.uuid
        }
        return true
    }

    private func summaries(of candidates: [Candidate]) -> [ProviderState] {
        var wanted: Set<String> = []
        for candidate in candidates {
            var last: ProviderState?
            for part in candidate.parts where part.provider !== last {
                last = part.provider
                wanted.insert(request.knowsTrees || !forest.hasChildren ? part.provider.root : part.provider.uuid)
            }
        }
        if request.knowsTrees || !forest.hasChildren {
            return forest.trees.flatMap { wanted.contains($0.root.uuid) ? $0.members : [] }
        }
        return forest.all.filter { wanted.contains($0.uuid) }
    }
}
