import CloudAuth
import CloudCore
import CloudSQL

/// Roles of users and groups on projects, domains and the system: list, check, give, take.
struct GrantActions: Sendable {
    let kit: IdentityKit

    /// Who has (or is to have) a role, and where.
    struct Place: Sendable {
        var actor: Assignment.Actor
        var actorID: String
        var target: Assignment.Target
        var targetID: String
        var inherited: Bool

        /// The rule of an operation at such a place: `create_grant`, `create_system_grant_for_user`.
        static func rule(_ verb: String, _ target: Assignment.Target, _ actor: Assignment.Actor) -> String {
            let grant = verb == "list" ? "grants" : "grant"
            return target == .system
                ? "identity:\(verb)_system_\(grant)_for_\(actor.rawValue)" : "identity:\(verb)_\(grant)"
        }
    }

    func list(_ place: Place, _ caller: Caller) async throws -> [Role] {
        try await kit.store.read { connection in
            try require(place, nil, rule("list", place), caller, connection)
            let condition = Assignment.of(place.actor, place.actorID).and(Assignment.on(place.target, place.targetID))
                .and(Assignment.inherited(place.inherited))
            let ids = try connection.assignments(condition).map(\.roleID)
            return try connection.table(Role.self).find(keys: ids).sorted { $0.id < $1.id }
        }
    }

    func check(_ roleID: String, _ place: Place, _ caller: Caller) async throws {
        try await kit.store.read { connection in
            try require(place, roleID, rule("check", place), caller, connection)
            guard try connection.exists(Self.assignment(roleID, place)) else { throw Self.missing(roleID, place) }
        }
    }

    func create(_ roleID: String, _ place: Place, _ caller: Caller) async throws {
        try await kit.store.write { connection in
            try require(place, roleID, rule("create", place), caller, connection)
            try connection.insert(Self.assignment(roleID, place))
            try kit.notify(.created, Self.assignment(roleID, place), connection)
            kit.announceRoleChange(connection)
        }
    }

    func revoke(_ roleID: String, _ place: Place, _ caller: Caller) async throws {
        try await kit.store.write { connection in
            try require(place, roleID, rule("revoke", place), caller, connection)
            guard try connection.delete(Self.assignment(roleID, place)) else { throw Self.missing(roleID, place) }
            try kit.notify(.deleted, Self.assignment(roleID, place), connection)
            // Tokens are made with the roles of the moment; application credentials must not outlive the role.
            if place.actor == .user, place.target == .project {
                try connection.deleteApplicationCredentials(ofUser: place.actorID, project: place.targetID)
            }
            kit.announceRoleChange(connection)
        }
    }

    private func rule(_ verb: String, _ place: Place) -> String { Place.rule(verb, place.target, place.actor) }

    /// All that is named must be there, and the rule must allow it.
    private func require(
        _ place: Place, _ roleID: String?, _ rule: String, _ caller: Caller, _ connection: Connection
    ) throws {
        var target: PolicyTarget = [:]
        var missing: Fault?
        func known<R: NamedRecord>(_ type: R.Type, _ id: String) throws -> R? {
            let record = try connection.table(type).find(id)
            if record == nil { missing = missing ?? R.missing(id) }
            return record
        }
        switch place.actor {
        case .user: target["target.user.domain_id"] = .some(try known(User.self, place.actorID)?.domainID ?? "")
        case .group: target["target.group.domain_id"] = .some(try known(Group.self, place.actorID)?.domainID ?? "")
        }
        var project: Project?
        switch place.target {
        case .project:
            project = try known(Project.self, place.targetID)
            if let project { target["target.project.domain_id"] = .some(project.domainID) }
        case .domain:
            if try connection.domain(id: place.targetID) == nil {
                missing = missing ?? .missing("domain", place.targetID)
            }
            target["target.domain.id"] = .some(place.targetID)
        case .system: break
        }
        let role = try roleID.flatMap { try known(Role.self, $0) }
        if roleID != nil {
            target["target.role.name"] = .some(role?.name ?? "")
            target["target.role.domain_id"] = .some(role?.domainID)
        }
        try kit.policy.enforce(rule, caller, target)
        if let missing { throw missing }
        guard let roleID, let owner = role?.domainID else { return }
        if place.target == .system {
            throw Fault.badRequest(
                "Role \(roleID) is a domain-specific role. "
                    + "Unable to use a domain-specific role in a system assignment.")
        }
        if place.target == .project, rule == "identity:create_grant", owner != project?.domainID {
            throw Fault.forbidden(
                "Project \(place.targetID) must be in the same domain as the role \(roleID) being assigned.")
        }
    }

    private static func assignment(_ roleID: String, _ place: Place) -> Assignment {
        Assignment(
            actorKind: place.actor, actorID: place.actorID, targetKind: place.target, targetID: place.targetID,
            roleID: roleID, inherited: place.inherited)
    }

    private static func missing(_ roleID: String, _ place: Place) -> Fault {
        let target = place.target == .system ? "system" : place.targetID
        return .notFound(
            "Could not find role assignment with role: \(roleID), user or group: \(place.actorID), "
                + "project, domain, or system: \(target).")
    }
}
