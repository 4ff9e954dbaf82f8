/// All roles, and which imply which.
struct RoleBook: Sendable {
    let roles: [String: Role]
    /// Implied role ids by prior role id, one step.
    let implied: [String: [String]]

    init(roles: [Role], implications: [RoleImplication]) {
        self.roles = Dictionary(roles.map { ($0.id, $0) }, uniquingKeysWith: { $1 })
        implied = Dictionary(grouping: implications, by: \.priorRoleID).mapValues { $0.map(\.impliedRoleID) }
    }

    /// The roles and all that they imply, over any number of steps.
    func closure(of ids: some Sequence<String>) -> Set<String> {
        var found = Set(ids)
        var waiting = Array(found)
        while let next = waiting.popLast() {
            for id in implied[next] ?? [] where found.insert(id).inserted { waiting.append(id) }
        }
        return found
    }

    /// What stands in a token: the closure without domains' own roles, by name.
    func effective(_ ids: some Sequence<String>) -> [Role] {
        closure(of: ids).compactMap { roles[$0] }.filter { $0.domainID == nil }.sorted { $0.name < $1.name }
    }
}
