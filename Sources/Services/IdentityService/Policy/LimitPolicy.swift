import CloudAuth

/// Unified limits.
extension IdentityPolicy {
    static let limits: [PolicyRule] = [
        rule("get_limit_model", "", "Show how limits relate to one another."),
        rule(
            "get_limit",
            """
            \(adminOrSystemReader) \
            or (domain_id:%(target.limit.domain.id)s or domain_id:%(target.limit.project.domain_id)s) \
            or (project_id:%(target.limit.project_id)s and not None:%(target.limit.project_id)s)
            """, "Show a limit."),
        rule("list_limits", "", "List limits; everybody sees their own project's and domain's."),
        rule("create_limits", admin, "Create limits.", notDomain),
        rule("update_limit", admin, "Update a limit.", notDomain),
        rule("delete_limit", admin, "Delete a limit.", notDomain),
        rule("get_registered_limit", "", "Show a registered limit."),
        rule("list_registered_limits", "", "List registered limits."),
        rule("create_registered_limits", admin, "Create registered limits.", notDomain),
        rule("update_registered_limit", admin, "Update a registered limit.", notDomain),
        rule("delete_registered_limit", admin, "Delete a registered limit.", notDomain),
    ]
}
