/// The limits that hold for one project's use of one service, as identity has them at a moment (oslo.limit's rules).
package struct UnifiedLimits: Sendable, Hashable {
    /// With the model `strict_two_level`: what all of a domain may use together.
    package struct Tree: Sendable, Hashable {
        package var domainID: String
        package var limits: [String: Int]
        package var projectIDs: [String]

        package init(domainID: String, limits: [String: Int], projectIDs: [String]) {
            self.domainID = domainID
            self.limits = limits
            self.projectIDs = projectIDs
        }
    }

    /// nil: of no project in particular; only the registered defaults hold.
    package var projectID: String?
    /// The defaults of all resources that are limited at all; negative is none.
    package var registered: [String: Int]
    /// The project's own.
    package var own: [String: Int]
    package var tree: Tree?

    package init(projectID: String?, registered: [String: Int], own: [String: Int] = [:], tree: Tree? = nil) {
        self.projectID = projectID
        self.registered = registered
        self.own = own
        self.tree = tree
    }

    package func isRegistered(_ resource: String) -> Bool { registered[resource] != nil }

    /// The project's limit, or else the registered one; 0 for a resource that nobody registered: it is not to be had.
    package func limit(_ resource: String) -> Int { own[resource] ?? registered[resource] ?? 0 }

    /// - Parameters:
    ///   - deltas: what is to be used beyond what is used now.
    ///   - usage: what those projects use now, by resource.
    /// - Throws: `OverLimit` when it would be too much for the project, or for all of its domain.
    package func check(_ deltas: [String: Int], usage: (_ projectIDs: [String]) throws -> [String: Int]) throws {
        try Self.check(deltas, used: try usage(projectID.map { [$0] } ?? []), of: projectID) { limit($0) }
        guard let tree else { return }
        try Self.check(deltas, used: try usage(tree.projectIDs), of: tree.domainID) {
            tree.limits[$0] ?? registered[$0] ?? 0
        }
    }

    private static func check(
        _ deltas: [String: Int], used: [String: Int], of id: String?, _ limit: (String) -> Int
    ) throws(OverLimit) {
        let overs = deltas.sorted { $0.key < $1.key }.compactMap { resource, delta -> OverLimit.Excess? in
            let (limit, used) = (limit(resource), used[resource] ?? 0)
            guard limit >= 0, used + delta > limit else { return nil }
            return OverLimit.Excess(resource: resource, limit: limit, used: used, delta: delta)
        }
        if !overs.isEmpty { throw OverLimit(projectID: id, excesses: overs) }
    }
}
