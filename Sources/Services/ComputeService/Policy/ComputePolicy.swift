import CloudAuth

/// The rules of the whole service: each resource's own list, and what they share.
enum ComputePolicy {
    static let rules: [PolicyRule] = shared + ServerPolicy.rules + ResourcePolicy.rules

    private static let shared: [PolicyRule] = [
        PolicyRule("context_is_admin", "role:admin", "Who is an administrator."),
        PolicyRule("admin_api", "role:admin", "Administrators."),
        PolicyRule(
            "admin_or_owner", "role:admin or project_id:%(project_id)s", "Administrators, and the project's users."),
        PolicyRule(
            "project_reader_or_admin", "role:admin or (role:reader and project_id:%(project_id)s)",
            "Administrators, and the project's readers."),
        PolicyRule(
            "project_member_or_admin", "role:admin or (role:member and project_id:%(project_id)s)",
            "Administrators, and the project's members."),
    ]
}
