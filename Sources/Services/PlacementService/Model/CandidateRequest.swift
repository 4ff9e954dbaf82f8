/// What `GET /allocation_candidates` asks for.
struct CandidateRequest: Sendable {
    var groups: [RequestGroup] = []
    /// `group_policy=isolate`: each suffixed group from another provider.
    var isolates = false
    var limit: Int?
    /// Of the tree's root.
    var rootRequired: Set<String> = []
    var rootForbidden: Set<String> = []
    /// Suffixes whose providers must stand below one of themselves.
    var sameSubtrees: [Set<String>] = []
    /// From microversion 1.29; before, at most one provider of a tree.
    var knowsTrees = true
}
