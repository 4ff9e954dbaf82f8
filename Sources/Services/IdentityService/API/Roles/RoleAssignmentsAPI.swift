import CloudCore
import CloudHTTP
import CloudJSON

/// `/v3/role_assignments` (Identity API v3, "Roles").
struct RoleAssignmentsAPI: Sendable {
    let actions: RoleAssignmentActions

    var routes: [Route] { [.get("/v3/role_assignments", "identity:list_role_assignments", list)] }

    func list(_ request: APIRequest) async throws -> Response {
        let (items, names) = try await actions.list(filter(request.query), request.caller)
        let withNames = request.query.isSet("include_names")
        return await .keystoneList("role_assignments", items, request) { writer, item in
            writer.object { writer in
                writer.field("links") { Self.links(item, request.serviceURL + "/v3", &$0) }
                let assignment = item.assignment
                writer.field("role") { writer in
                    writer.object { writer in
                        writer.field("id", assignment.roleID)
                        guard withNames, let role = names.roles[assignment.roleID] else { return }
                        writer.field("name", role.name)
                        if let id = role.domainID { Self.domain(id, names, &writer) }
                    }
                }
                writer.field(assignment.actorKind.rawValue) { writer in
                    Self.actor(assignment, withNames ? names : nil, &writer)
                }
                writer.field("scope") { Self.scope(item, withNames ? names : nil, &$0) }
            }
        }
    }

    private func filter(_ query: Query) throws -> AssignmentFilter {
        var filter = AssignmentFilter()
        func text(_ name: String) -> String? { query[name].flatMap { $0.isEmpty ? nil : $0 } }
        filter.userID = text("user.id")
        filter.groupID = text("group.id")
        filter.roleID = text("role.id")
        filter.projectID = text("scope.project.id")
        filter.domainID = text("scope.domain.id")
        filter.system = query.isSet("scope.system")
        if let kind = text("scope.OS-INHERIT:inherited_to") {
            guard kind == "projects" else {
                throw Fault.badRequest("Invalid value for scope.OS-INHERIT:inherited_to: only 'projects' is known.")
            }
            filter.inherited = true
        }
        filter.effective = query.isSet("effective")
        filter.includeSubtree = query.isSet("include_subtree")
        filter.includeNames = query.isSet("include_names")
        if filter.userID != nil, filter.groupID != nil {
            throw Fault.badRequest("Specify a user or group, not both")
        }
        return filter
    }

    private static func actor(
        _ assignment: Assignment, _ names: RoleAssignmentActions.Names?, _ writer: inout JSONWriter
    ) {
        writer.object { writer in
            writer.field("id", assignment.actorID)
            guard let names else { return }
            let user = names.users[assignment.actorID]
            let group = names.groups[assignment.actorID]
            guard let name = user?.name ?? group?.name, let domainID = user?.domainID ?? group?.domainID else { return }
            writer.field("name", name)
            domain(domainID, names, &writer)
        }
    }

    private static func scope(
        _ item: ListedAssignment, _ names: RoleAssignmentActions.Names?, _ writer: inout JSONWriter
    ) {
        let assignment = item.assignment
        writer.object { writer in
            switch assignment.targetKind {
            case .system: writer.field("system") { writer in writer.object { $0.field("all", true) } }
            case .project, .domain:
                writer.field(assignment.targetKind.rawValue) { writer in
                    writer.object { writer in
                        writer.field("id", assignment.targetID)
                        guard let names, let project = names.projects[assignment.targetID] else { return }
                        writer.field("name", project.name)
                        if assignment.targetKind == .project { domain(project.owningDomainID, names, &writer) }
                    }
                }
            }
            if item.source.inherited { writer.field("OS-INHERIT:inherited_to", "projects") }
        }
    }

    private static func domain(_ id: String, _ names: RoleAssignmentActions.Names, _ writer: inout JSONWriter) {
        writer.field("domain") { writer in
            writer.object { writer in
                writer.field("id", id)
                writer.field("name", names.projects[id]?.name)
            }
        }
    }

    private static func links(_ item: ListedAssignment, _ base: String, _ writer: inout JSONWriter) {
        let source = item.source
        let place = source.targetKind == .system ? "system" : "\(source.targetKind.rawValue)s/\(source.targetID)"
        let inherited = source.inherited
        let url =
            "\(base)/\(inherited ? "OS-INHERIT/" : "")\(place)/\(source.actorKind.rawValue)s/\(source.actorID)"
            + "/roles/\(source.roleID)\(inherited ? "/inherited_to_projects" : "")"
        writer.object { writer in
            writer.field("assignment", url)
            if let group = item.groupID {
                writer.field("membership", "\(base)/groups/\(group)/users/\(item.assignment.actorID)")
            }
            if let prior = item.priorRoleID {
                writer.field("prior_role", "\(base)/prior_role/\(prior)/implies/\(item.assignment.roleID)")
            }
        }
    }
}
