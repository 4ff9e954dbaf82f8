import CloudAuth

/// Domains, projects and their tags.
extension IdentityPolicy {
    private static let projectReader = """
        \(adminOrSystemReader) \
        or (role:reader and domain_id:%(target.project.domain_id)s and not None:%(target.project.domain_id)s) \
        or project_id:%(target.project.id)s
        """
    private static let projectManager = """
        \(admin) \
        or (role:manager and domain_id:%(target.project.domain_id)s and not None:%(target.project.domain_id)s)
        """

    static let domains: [PolicyRule] = [
        rule(
            "get_domain",
            """
            \(adminOrSystemReader) or token.domain.id:%(target.domain.id)s \
            or token.project.domain.id:%(target.domain.id)s
            """, "Show a domain."),
        rule(
            "list_domains", "\(adminOrSystemReader) or (role:reader and domain_id:%(target.domain.id)s)",
            "List domains; who reads a domain sees that one."),
        rule("create_domain", admin, "Create a domain.", notDomain),
        rule("update_domain", admin, "Update a domain.", notDomain),
        rule("delete_domain", admin, "Delete a domain.", notDomain),
    ]

    static let projects: [PolicyRule] =
        [
            rule("get_project", projectReader, "Show a project."),
            rule(
                "list_projects", "\(adminOrSystemReader) or (role:reader and domain_id:%(target.domain_id)s)",
                "List projects; who reads a domain sees its own."),
            rule(
                "list_user_projects",
                """
                \(adminOrSystemReader) or (role:reader and domain_id:%(target.user.domain_id)s) \
                or user_id:%(target.user.id)s
                """, "List the projects that a user has a role on."),
            rule("create_project", projectManager, "Create a project."),
            rule("update_project", projectManager, "Update a project."),
            rule("delete_project", projectManager, "Delete a project."),
        ]
        + ["list_project_tags", "get_project_tag"].map { rule($0, projectReader, "See a project's tags.") }
        + ["update_project_tags", "create_project_tag", "delete_project_tags", "delete_project_tag"].map {
            rule($0, projectManager, "Change a project's tags.")
        }
}

extension Project: GuardedRecord {
    /// A project that acts as a domain is of none, so that who manages a domain does not manage it as a project.
    static func target(_ id: String, _ project: Project?) -> PolicyTarget {
        var target: PolicyTarget = ["target.project.id": id, "project_id": id]
        if let project { target["target.project.domain_id"] = .some(project.domainID) }
        return target
    }
}
