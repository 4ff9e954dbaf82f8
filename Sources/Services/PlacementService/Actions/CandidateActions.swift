import CloudAuth
import CloudCore

/// Who could fulfil a request. An answer, not a promise: only a claim takes anything.
struct CandidateActions: Sendable {
    let policy: Policy
    let forest: ForestCache

    func list(_ request: CandidateRequest, _ caller: Caller) async throws -> CandidateList {
        try policy.enforce("placement:allocation_candidates:list", caller)
        let forest = try await forest.current()
        for group in request.groups {
            if let unknown = group.resources.map(\.name).first(where: { !forest.resourceClasses.contains($0) }) {
                throw Fault.badRequest(
                    "Invalid resource class in resources parameter: No such resource class \(unknown).")
            }
            try requireKnown(group.requiredTraits.reduce(into: group.forbiddenTraits) { $0.formUnion($1) }, forest)
        }
        try requireKnown(request.rootRequired.union(request.rootForbidden), forest)
        return CandidateSearch(forest, request).run()
    }

    private func requireKnown(_ traits: Set<String>, _ forest: ProviderForest) throws {
        guard !traits.isSubset(of: forest.traits) else { return }
        let unknown = traits.subtracting(forest.traits).sorted()
        throw Fault.badRequest("No such trait(s): \(unknown.joined(separator: ", ")).")
    }
}
