import CloudAuth

/// Roles, what they imply, and who has them.
extension IdentityPolicy {
    /// Both the one who gets the role and the place where are of the caller's domain.
    private static let withinDomain = """
        (domain_id:%(target.user.domain_id)s or domain_id:%(target.group.domain_id)s) \
        and (domain_id:%(target.project.domain_id)s or domain_id:%(target.domain.id)s)
        """
    private static let grantReader = "\(reader) or (role:reader and \(withinDomain))"
    private static let grantManager = """
        \(admin) or (role:manager and rule:domain_managed_target_role and \(withinDomain))
        """
    private static let roleReader = "\(reader) or (role:manager and domain_id:%(target.token.domain_id)s)"

    static let roles: [PolicyRule] =
        ["get_role", "list_roles"].map { PolicyRule("identity:" + $0, roleReader, "See roles.") }
        + [
            "get_domain_role", "list_domain_roles", "get_implied_role", "list_implied_roles",
            "list_role_inference_rules",
            "check_implied_role",
        ].map { PolicyRule("identity:" + $0, reader, "See roles and what they imply.") }
        + [
            "create_role", "update_role", "delete_role", "create_domain_role", "update_domain_role",
            "delete_domain_role",
            "create_implied_role", "delete_implied_role",
        ].map { PolicyRule("identity:" + $0, admin, "Change roles and what they imply.") }
        + ["check_grant", "list_grants"].map { PolicyRule("identity:" + $0, grantReader, "See who has a role.") }
        + ["create_grant", "revoke_grant"].map { PolicyRule("identity:" + $0, grantManager, "Give and take roles.") }
        + ["user", "group"].flatMap { actor in
            [
                PolicyRule("identity:list_system_grants_for_\(actor)", reader, "See roles on the system."),
                PolicyRule("identity:check_system_grant_for_\(actor)", reader, "Check a role on the system."),
                PolicyRule("identity:create_system_grant_for_\(actor)", admin, "Give a role on the system."),
                PolicyRule("identity:revoke_system_grant_for_\(actor)", admin, "Take a role on the system."),
            ]
        }
        + [
            PolicyRule(
                "identity:list_role_assignments", "\(reader) or (role:reader and domain_id:%(target.domain_id)s)",
                "List all role assignments."),
            PolicyRule(
                "identity:list_role_assignments_for_tree",
                """
                \(reader) or (role:reader and domain_id:%(target.project.domain_id)s) \
                or (role:admin and project_id:%(target.project.id)s)
                """, "List the role assignments of a project and those below."),
        ]
}
