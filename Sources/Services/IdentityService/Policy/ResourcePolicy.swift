import CloudAuth

/// Domains, projects and their tags.
extension IdentityPolicy {
    private static let projectReader = """
        \(reader) or (role:reader and domain_id:%(target.project.domain_id)s) or project_id:%(target.project.id)s
        """
    private static let projectManager = "\(admin) or (role:manager and domain_id:%(target.project.domain_id)s)"
    private static let tagWriter = "\(projectManager) or (role:admin and project_id:%(target.project.id)s)"

    static let resources: [PolicyRule] =
        [
            PolicyRule(
                "identity:get_domain",
                """
                \(reader) or (role:reader and domain_id:%(target.domain.id)s) \
                or token.project.domain.id:%(target.domain.id)s
                """, "Show a domain."),
            PolicyRule(
                "identity:list_domains", "\(reader) or (role:reader and domain_id:%(target.domain.id)s)",
                "List domains."),
            PolicyRule("identity:create_domain", admin, "Create a domain."),
            PolicyRule("identity:update_domain", admin, "Update a domain."),
            PolicyRule("identity:delete_domain", admin, "Delete a domain."),
            PolicyRule("identity:get_project", projectReader, "Show a project."),
            PolicyRule(
                "identity:list_projects", "\(reader) or (role:reader and domain_id:%(target.domain_id)s)",
                "List projects."),
            PolicyRule(
                "identity:list_user_projects",
                "\(reader) or (role:reader and domain_id:%(target.user.domain_id)s) or user_id:%(target.user.id)s",
                "List a user's projects."),
            PolicyRule("identity:create_project", projectManager, "Create a project."),
            PolicyRule("identity:update_project", projectManager, "Update a project."),
            PolicyRule("identity:delete_project", projectManager, "Delete a project."),
        ]
        + ["list_project_tags", "get_project_tag"].map { PolicyRule("identity:" + $0, projectReader, "See tags.") }
        + ["update_project_tags", "create_project_tag", "delete_project_tags", "delete_project_tag"].map {
            PolicyRule("identity:" + $0, tagWriter, "Change tags.")
        }
}
