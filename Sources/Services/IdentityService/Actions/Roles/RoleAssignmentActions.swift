import CloudAuth
import CloudCore
import CloudSQL

/// The list of role assignments: as they are stored, or as they take effect.
struct RoleAssignmentActions: Sendable {
    let kit: IdentityKit

    /// Everything a list of assignments speaks of, by id; filled only when names are asked for.
    struct Names: Sendable {
        var users: [String: User] = [:]
        var groups: [String: Group] = [:]
        var projects: [String: Project] = [:]
        var roles: [String: Role] = [:]
    }

    func list(_ filter: AssignmentFilter, _ caller: Caller) async throws -> ([ListedAssignment], Names) {
        guard !(filter.effective && filter.groupID != nil) else {
            throw Fault.badRequest("Specifying effective in conjunction with group.id is not supported.")
        }
        guard [filter.projectID != nil, filter.domainID != nil, filter.system].filter({ $0 }).count <= 1 else {
            throw Fault.badRequest("Specify a domain, a project or the system, not several of them.")
        }
        guard !filter.includeSubtree || filter.projectID != nil else {
            throw Fault.badRequest("scope.project.id must be specified if include_subtree is also specified")
        }
        if filter.effective { try await kit.directories?.refreshAssignedGroups() }
        return try await kit.store.read { connection in
            let project = try filter.projectID.flatMap { try connection.table(Project.self).find($0) }
            try enforce(filter, project, caller)
            var places = project.map { [$0] } ?? []
            if let project, filter.includeSubtree { places += try connection.subtree(of: project.id) }
            if filter.projectID != nil, places.isEmpty { return ([], Names()) }
            var found =
                filter.effective
                ? try effective(filter, places, connection) : try stored(filter, places, connection)
            if let own = caller.domainID { found = try within(own, found, connection) }
            return (found, filter.includeNames ? try names(found, connection) : Names())
        }
    }

    private func enforce(_ filter: AssignmentFilter, _ project: Project?, _ caller: Caller) throws {
        guard filter.includeSubtree else {
            return try kit.policy.enforce(
                "identity:list_role_assignments", caller, IdentityKit.own(caller, "target.domain_id"))
        }
        var target: PolicyTarget = [:]
        if let project {
            target = Project.target(project.id, project)
            target["target.domain_id"] = .some(project.domainID)
        }
        try kit.policy.enforce("identity:list_role_assignments_for_tree", caller, target)
    }

    private func stored(
        _ filter: AssignmentFilter, _ places: [Project], _ connection: Connection
    ) throws -> [ListedAssignment] {
        var conditions: [SQLCondition] = []
        if let id = filter.userID { conditions.append(Assignment.of(.user, id)) }
        if let id = filter.groupID { conditions.append(Assignment.of(.group, id)) }
        if let id = filter.roleID { conditions.append(Assignment.of(role: id)) }
        if let id = filter.domainID { conditions.append(Assignment.on(.domain, id)) }
        if filter.system { conditions.append(Assignment.on(.system, Assignment.system)) }
        if filter.inherited { conditions.append(Assignment.inherited(true)) }
        if let there = SQLCondition.any(places.map { Assignment.on(.project, $0.id) }) { conditions.append(there) }
        return try connection.assignments(.all(conditions)).map(ListedAssignment.init)
    }

    /// Loads what can matter, then follows inheritance, groups and implied roles.
    private func effective(
        _ filter: AssignmentFilter, _ places: [Project], _ connection: Connection
    ) throws -> [ListedAssignment] {
        var conditions: [SQLCondition] = []
        if let id = filter.userID { conditions.append(Assignment.reaching(user: id, now: connection.now)) }
        if filter.system { conditions.append(Assignment.on(.system, Assignment.system)) }
        if let id = filter.domainID { conditions.append(Assignment.on(.domain, id).and(Assignment.inherited(false))) }
        if let first = places.first {
            // All of a tree inherit from the same projects above it, and from one another.
            let above = try connection.parents(of: first)
            let reach =
                places.map { Assignment.reaching($0, parents: above) }
                + places.map { Assignment.on(.project, $0.id).and(Assignment.inherited(true)) }
            if let any = SQLCondition.any(reach) { conditions.append(any) }
        }
        let book = try connection.roleBook()
        let wanted = filter.projectID == nil ? nil : Set(places.map(\.id))
        var result: Set<ListedAssignment> = []
        for assignment in try connection.assignments(.all(conditions)) where !filter.inherited || assignment.inherited {
            let members = try membership(assignment, connection).filter { member in
                filter.userID.map { $0 == member.assignment.actorID } ?? true
            }
            for placed in try inheritance(members, of: assignment, connection)
            where wanted?.contains(placed.assignment.targetID) != false {
                result.formUnion(Self.implied(placed, book))
            }
        }
        // A domain's own role takes effect only by what it implies.
        return result.filter { listed in
            book.roles[listed.assignment.roleID]?.domainID == nil
                && (filter.roleID == nil || listed.assignment.roleID == filter.roleID)
        }.sorted(by: Self.order)
    }

    /// A group's members in the place of the group.
    private func membership(_ assignment: Assignment, _ connection: Connection) throws -> [ListedAssignment] {
        guard assignment.actorKind == .group else { return [ListedAssignment(assignment)] }
        return try connection.memberIDs(of: assignment.actorID).map { id in
            var member = ListedAssignment(assignment)
            member.groupID = assignment.actorID
            member.assignment.actorKind = .user
            member.assignment.actorID = id
            return member
        }
    }

    /// The projects that inherit the assignment in the place of its target.
    private func inheritance(
        _ members: [ListedAssignment], of assignment: Assignment, _ connection: Connection
    ) throws -> [ListedAssignment] {
        guard assignment.inherited, !members.isEmpty else { return members }
        let below =
            assignment.targetKind == .domain
            ? try connection.ids("projects", "domain_id", assignment.targetID)
            : try connection.subtree(of: assignment.targetID).map(\.id)
        return below.flatMap { id in
            members.map { member in
                var placed = member
                placed.assignment.targetKind = .project
                placed.assignment.targetID = id
                placed.assignment.inherited = false
                return placed
            }
        }
    }

    private static func implied(_ listed: ListedAssignment, _ book: RoleBook) -> [ListedAssignment] {
        book.closure(of: [listed.assignment.roleID]).map { id in
            var implied = listed
            implied.assignment.roleID = id
            if id != listed.assignment.roleID { implied.priorRoleID = listed.assignment.roleID }
            return implied
        }
    }

    /// Those that concern the domain: on it, or on a project of it.
    private func within(
        _ domainID: String, _ found: [ListedAssignment], _ connection: Connection
    ) throws -> [ListedAssignment] {
        let projects = try connection.table(Project.self).find(keys: found.map(\.assignment.targetID))
        let mine = Set(projects.filter { $0.owningDomainID == domainID }.map(\.id))
        return found.filter { mine.contains($0.assignment.targetID) }
    }

    private func names(_ found: [ListedAssignment], _ connection: Connection) throws -> Names {
        func ids(_ pick: (Assignment) -> String?) -> [String] { found.compactMap { pick($0.assignment) } }
        var names = Names()
        for user in try connection.table(User.self).find(keys: ids { $0.actorKind == .user ? $0.actorID : nil }) {
            names.users[user.id] = user
        }
        for group in try connection.table(Group.self).find(keys: ids { $0.actorKind == .group ? $0.actorID : nil }) {
            names.groups[group.id] = group
        }
        for role in try connection.table(Role.self).find(keys: ids(\.roleID)) { names.roles[role.id] = role }
        let projects = try connection.table(Project.self).find(keys: ids(\.targetID))
        let domains = Set(
            projects.map(\.owningDomainID) + names.users.values.map(\.domainID) + names.groups.values.map(\.domainID)
                + names.roles.values.compactMap(\.domainID))
        for project in try projects + connection.table(Project.self).find(keys: Array(domains)) {
            names.projects[project.id] = project
        }
        return names
    }

    private static func order(_ a: ListedAssignment, _ b: ListedAssignment) -> Bool {
        (a.assignment.actorID, a.assignment.targetID, a.assignment.roleID, a.groupID ?? "", a.priorRoleID ?? "")
            < (b.assignment.actorID, b.assignment.targetID, b.assignment.roleID, b.groupID ?? "", b.priorRoleID ?? "")
    }
}
