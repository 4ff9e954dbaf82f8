import CloudAuth

/// Roles, what they imply, and who has them where.
extension IdentityPolicy {
    static let roles: [PolicyRule] =
        [
            rule(
                "get_role", "\(adminOrSystemReader) or (role:manager and rule:domain_managed_target_role)",
                "Show a role."),
            rule(
                "list_roles", "\(adminOrSystemReader) or (role:manager and not domain_id:None)",
                "List the roles of the whole cloud."),
            rule("create_role", admin, "Create a role.", notDomain),
            rule("update_role", admin, "Update a role.", notDomain),
            rule("delete_role", admin, "Delete a role.", notDomain),
        ]
        + managed("domain_role", "domain_roles", "a domain's own role", "a domain's own roles")
        + [
            rule("get_implied_role", adminOrSystemReader, "Show that a role implies another.", notDomain),
            rule("list_implied_roles", adminOrSystemReader, "List what a role implies.", notDomain),
            rule("create_implied_role", admin, "Let a role imply another.", notDomain),
            rule("delete_implied_role", admin, "Let a role imply another no longer.", notDomain),
            rule("list_role_inference_rules", adminOrSystemReader, "List what all roles imply.", notDomain),
            rule("check_implied_role", adminOrSystemReader, "Check that a role implies another.", notDomain),
        ]

    static let grants: [PolicyRule] =
        [
            rule(
                "check_grant", "\(adminOrSystemReader) or (\(within("reader"))) and \(ownRole)",
                "Check that a user or group has a role on a project or domain."),
            rule(
                "list_grants", "\(adminOrSystemReader) or (\(within("reader")))",
                "List the roles of a user or group on a project or domain."),
            rule("create_grant", giver, "Give a user or group a role on a project or domain."),
            rule("revoke_grant", giver, "Take from a user or group a role on a project or domain."),
        ]
        + ["user", "group"].flatMap { actor in
            [
                rule("list_system_grants_for_\(actor)", adminOrSystemReader, "List roles on the system.", notDomain),
                rule("check_system_grant_for_\(actor)", adminOrSystemReader, "Check a role on the system.", notDomain),
                rule("create_system_grant_for_\(actor)", admin, "Give a role on the system.", notDomain),
                rule("revoke_system_grant_for_\(actor)", admin, "Take a role on the system.", notDomain),
            ]
        }
        + [
            rule("list_role_assignments", assignmentReader, "List role assignments; who reads a domain sees its own."),
            rule(
                "list_role_assignments_for_tree", assignmentReader,
                "List the role assignments of a project and of those below it."),
        ]

    private static let assignmentReader = """
        \(adminOrSystemReader) or (role:reader and domain_id:%(target.domain_id)s and not None:%(target.domain_id)s)
        """
    private static let giver = """
        \(admin) or (\(within("admin"))) and \(ownRole) \
        or (\(within("manager"))) and rule:domain_managed_target_role
        """
    private static let ownRole = "(domain_id:%(target.role.domain_id)s or None:%(target.role.domain_id)s)"

    /// Who gets the role and the place where are both of the domain that the caller has `role` on.
    private static func within(_ role: String) -> String {
        ["user", "group"].flatMap { actor in
            ["project.domain_id", "domain.id"].map { place in
                "(role:\(role) and domain_id:%(target.\(actor).domain_id)s and domain_id:%(target.\(place))s)"
            }
        }.joined(separator: " or ")
    }
}
