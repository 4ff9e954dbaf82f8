import CloudAuth

/// Keystone's default rules: reader, member, manager and admin over project, domain and system.
enum IdentityPolicy {
    static let rules: [PolicyRule] = shared + catalog + resources + people + roles + tokens + secrets

    static let admin = "rule:admin_required"
    static let reader = "rule:admin_required or (role:reader and system_scope:all)"

    private static let shared: [PolicyRule] = [
        PolicyRule("admin_required", "role:admin", "The administrator."),
        PolicyRule("service_role", "role:service", "A service of the cloud."),
        PolicyRule("owner", "user_id:%(user_id)s", "The user that is asked about."),
        PolicyRule("token_subject", "user_id:%(target.token.user_id)s", "The user whose token is asked about."),
        PolicyRule(
            "domain_managed_target_role",
            "'manager':%(target.role.name)s or 'member':%(target.role.name)s or 'reader':%(target.role.name)s",
            "A role that a domain's manager may give."),
    ]

    private static let catalog: [PolicyRule] =
        ["get_region", "list_regions"].map { PolicyRule("identity:" + $0, "", "Regions are for all to see.") }
        + ["create_region", "update_region", "delete_region"].map { PolicyRule("identity:" + $0, admin, "Regions.") }
        + ["get_service", "list_services"].map { PolicyRule("identity:" + $0, reader, "Services.") }
        + ["create_service", "update_service", "delete_service"].map {
            PolicyRule("identity:" + $0, admin, "Services.")
        }
        + ["get_endpoint", "list_endpoints"].map { PolicyRule("identity:" + $0, reader, "Endpoints.") }
        + ["create_endpoint", "update_endpoint", "delete_endpoint"].map {
            PolicyRule("identity:" + $0, admin, "Endpoints.")
        }

    private static let tokens: [PolicyRule] =
        ["check_token", "validate_token"].map {
            PolicyRule("identity:" + $0, "\(reader) or rule:service_role or rule:token_subject", "Look at a token.")
        } + [
            PolicyRule("identity:revoke_token", "\(admin) or rule:token_subject", "Revoke a token."),
            PolicyRule("identity:get_auth_catalog", "", "The catalog of one's own token."),
            PolicyRule("identity:get_auth_projects", "", "The projects that one may scope to."),
            PolicyRule("identity:get_auth_domains", "", "The domains that one may scope to."),
            PolicyRule("identity:get_auth_system", "", "Whether one may scope to the system."),
            PolicyRule("identity:get_application_credential", "\(reader) or rule:owner", "Show one."),
            PolicyRule("identity:list_application_credentials", "\(reader) or rule:owner", "List a user's."),
            PolicyRule("identity:create_application_credential", "rule:owner", "Create one for oneself."),
            PolicyRule("identity:delete_application_credential", "\(admin) or rule:owner", "Delete one."),
        ]
}
