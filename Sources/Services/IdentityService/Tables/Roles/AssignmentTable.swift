import CloudCore
import CloudSQL

extension Assignment {
    static let migration = Migration(
        9, "assignments",
        [
            """
            CREATE TABLE assignments (
                actor_kind TEXT NOT NULL, actor_id TEXT NOT NULL, target_kind TEXT NOT NULL, target_id TEXT NOT NULL,
                role_id TEXT NOT NULL REFERENCES roles (id) ON DELETE CASCADE, inherited INTEGER NOT NULL,
                PRIMARY KEY (actor_kind, actor_id, target_kind, target_id, role_id, inherited))
            """,
            "CREATE INDEX assignments_by_actor ON assignments (actor_id, target_id)",
            "CREATE INDEX assignments_by_target ON assignments (target_id)",
            "CREATE INDEX assignments_by_role ON assignments (role_id)",
        ])

    fileprivate var values: [SQLValue] {
        [
            .text(actorKind.rawValue), .text(actorID), .text(targetKind.rawValue), .text(targetID), .text(roleID),
            .bool(inherited),
        ]
    }

    /// Those of the user, and of the user's groups.
    /// - Parameters:
    ///   - groups: others that count too: a token's own.
    ///   - now: memberships that have ended by then do not count.
    static func reaching(user id: String, _ groups: [String] = [], now: Timestamp) -> SQLCondition {
        let named = groups.indices.map { ", ($\($0 + 3))" }.joined()
        // One list of actors, the user among them: of two conditions PostgreSQL would read what all groups have.
        return SQLCondition(
            """
            actor_id IN (SELECT group_id FROM memberships WHERE user_id = $1
            UNION SELECT group_id FROM expiring_memberships WHERE user_id = $1 AND expires_at > $2
            UNION VALUES ($1)\(named)) AND (actor_kind = 'user') = (actor_id = $1)
            """,
            [.text(id), .timestamp(now)] + groups.map { .text($0) })
    }

    static func of(_ actor: Actor, _ id: String) -> SQLCondition {
        SQLCondition("actor_kind = $1 AND actor_id = $2", [SQLValue(actor), .text(id)])
    }

    static func on(_ target: Target, _ id: String) -> SQLCondition {
        SQLCondition("target_kind = $1 AND target_id = $2", [SQLValue(target), .text(id)])
    }

    /// Those that hold in the project: on itself, and inherited from above.
    static func reaching(_ project: Project, parents: [Project]) -> SQLCondition {
        let above = parents.reduce(on(.domain, project.owningDomainID)) { $0.or(on(.project, $1.id)) }
        return on(.project, project.id).and(inherited(false)).or(above.and(inherited(true)))
    }

    static func of(role id: String) -> SQLCondition { SQLCondition("role_id = $1", [.text(id)]) }

    /// Those that hold below their target, or on it.
    static func inherited(_ inherited: Bool) -> SQLCondition { SQLCondition("inherited = \(inherited ? 1 : 0)") }
}

extension Connection {
    /// In the order of actor, target and role.
    func assignments(_ condition: SQLCondition? = nil) throws -> [Assignment] {
        try all(
            Assignment.self,
            """
            SELECT actor_kind, actor_id, target_kind, target_id, role_id, inherited FROM assignments
            \(condition.map { "WHERE " + $0.sql } ?? "") ORDER BY actor_id, target_id, role_id, inherited
            """,
            condition?.parameters ?? [])
    }

    func insert(_ assignment: Assignment) throws {
        try execute(
            """
            INSERT INTO assignments (actor_kind, actor_id, target_kind, target_id, role_id, inherited)
            VALUES ($1, $2, $3, $4, $5, $6)
            ON CONFLICT (actor_kind, actor_id, target_kind, target_id, role_id, inherited) DO NOTHING
            """,
            assignment.values)
    }

    /// False when there was none.
    func delete(_ assignment: Assignment) throws -> Bool {
        try execute(
            """
            DELETE FROM assignments WHERE actor_kind = $1 AND actor_id = $2 AND target_kind = $3 AND target_id = $4
            AND role_id = $5 AND inherited = $6
            """,
            assignment.values) > 0
    }

    func exists(_ assignment: Assignment) throws -> Bool {
        try scalar(
            """
            SELECT 1 FROM assignments WHERE actor_kind = $1 AND actor_id = $2 AND target_kind = $3 AND target_id = $4
            AND role_id = $5 AND inherited = $6
            """,
            assignment.values) != nil
    }

    func deleteAssignments(_ condition: SQLCondition) throws {
        try execute("DELETE FROM assignments WHERE \(condition.sql)", condition.parameters)
    }

    /// Ids of the roles that the user has there, directly, by groups and by inheritance; not yet the implied ones.
    func roleIDs(of userID: String, _ groups: [String] = [], in project: Project) throws -> Set<String> {
        let place = Assignment.reaching(project, parents: try parents(of: project))
        return Set(try assignments(Assignment.reaching(user: userID, groups, now: now).and(place)).map(\.roleID))
    }

    func roleIDs(
        of userID: String, _ groups: [String] = [], inDomain domainID: String
    ) throws -> Set<String> {
        let place = Assignment.on(.domain, domainID).and(SQLCondition("inherited = 0"))
        return Set(try assignments(Assignment.reaching(user: userID, groups, now: now).and(place)).map(\.roleID))
    }

    func systemRoleIDs(of userID: String, _ groups: [String] = []) throws -> Set<String> {
        let place = Assignment.on(.system, Assignment.system)
        return Set(try assignments(Assignment.reaching(user: userID, groups, now: now).and(place)).map(\.roleID))
    }

    /// Projects in which the user has any role, those only that can be used unless `evenDisabled`; domains acting as
    /// projects are not among them.
    func projects(of userID: String, _ groups: [String] = [], evenDisabled: Bool = false) throws -> [Project] {
        var found: [String: Project] = [:]
        let mine = try assignments(Assignment.reaching(user: userID, groups, now: now))
        let direct = mine.filter { $0.targetKind == .project && !$0.inherited }.map(\.targetID)
        for project in try table(Project.self).find(keys: direct) { found[project.id] = project }
        for id in Set(mine.filter { $0.targetKind == .project && $0.inherited }.map(\.targetID)) {
            for project in try subtree(of: id) { found[project.id] = project }
        }
        for id in Set(mine.filter { $0.targetKind == .domain && $0.inherited }.map(\.targetID)) {
            for project in try all(Project.self, "SELECT * FROM projects WHERE domain_id = $1", [.text(id)]) {
                found[project.id] = project
            }
        }
        if evenDisabled { return found.values.filter { !$0.isDomain }.sorted { $0.id < $1.id } }
        let domains = Set(found.values.compactMap(\.domainID))
        let open = Set(try table(Project.self).find(keys: Array(domains)).filter(\.enabled).map(\.id))
        return found.values.filter { $0.enabled && !$0.isDomain && open.contains($0.owningDomainID) }
            .sorted { $0.id < $1.id }
    }

    /// Enabled domains in which the user has any role.
    func domains(of userID: String, _ groups: [String] = []) throws -> [Project] {
        let ids = try assignments(
            Assignment.reaching(user: userID, groups, now: now).and(
                SQLCondition("target_kind = 'domain' AND inherited = 0"))
        ).map(\.targetID)
        return try table(Project.self).find(keys: ids).filter { $0.enabled && $0.isDomain }.sorted { $0.id < $1.id }
    }
}
