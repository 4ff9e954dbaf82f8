import CloudSQL

/// Which images stand in a caller's list, as a condition: Glance's rules.
struct VisibleImages: Sendable {
    /// What the list is asked for.
    enum Scope: Sendable, Equatable {
        /// All but the community images of others.
        case usual
        case only(ImageVisibility)
        case all
    }

    /// nil: a caller without a project.
    var project: String?
    var isAdmin: Bool
    var scope: Scope
    /// Shared images in these states; all when nil.
    var memberStatus: MemberStatus?

    /// nil: no restriction.
    var condition: SQLCondition? { .all([reachable, scoped].compactMap(\.self)) }

    private var reachable: SQLCondition? {
        guard !isAdmin else { return nil }
        let open = SQLCondition("visibility IN ('public', 'community')")
        guard let project else { return open }
        var members = "SELECT image_id FROM image_members WHERE member = $1"
        var parameters = [SQLValue.text(project)]
        if let memberStatus {
            members += " AND status = $2"
            parameters.append(.text(memberStatus.rawValue))
        }
        return open.or(SQLCondition("owner = $1", [.text(project)]))
            .or(SQLCondition("visibility = 'shared' AND id IN (\(members))", parameters))
    }

    private var scoped: SQLCondition? {
        switch scope {
        case .all: nil
        case .only(let visibility): SQLCondition("visibility = $1", [.text(visibility.rawValue)])
        case .usual:
            project.map { SQLCondition("visibility <> 'community' OR owner = $1", [.text($0)]) }
                ?? SQLCondition("visibility <> 'community'")
        }
    }
}
