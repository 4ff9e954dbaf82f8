import CloudAuth

/// Users and groups.
extension IdentityPolicy {
    private static let userManager = "\(admin) or (role:manager and token.domain.id:%(target.user.domain_id)s)"
    private static let groupReader =
        "\(adminOrSystemReader) or (role:reader and domain_id:%(target.group.domain_id)s)"
    private static let groupManager = "\(admin) or (role:manager and domain_id:%(target.group.domain_id)s)"
    private static let bothWithin = "domain_id:%(target.group.domain_id)s and domain_id:%(target.user.domain_id)s"

    static let people: [PolicyRule] = [
        rule(
            "get_user",
            """
            \(adminOrSystemReader) or (role:reader and token.domain.id:%(target.user.domain_id)s) \
            or user_id:%(target.user.id)s
            """, "Show a user."),
        rule(
            "list_users", "\(adminOrSystemReader) or (role:reader and domain_id:%(target.domain_id)s)",
            "List users; who reads a domain sees its own."),
        rule("create_user", userManager, "Create a user."),
        rule("update_user", userManager, "Update a user, the password too."),
        rule("delete_user", userManager, "Delete a user."),
        rule("get_group", groupReader, "Show a group."),
        rule("list_groups", groupReader, "List groups; who reads a domain sees its own."),
        rule(
            "list_groups_for_user",
            """
            \(adminOrSystemReader) or (role:reader and domain_id:%(target.user.domain_id)s) \
            or user_id:%(user_id)s
            """, "List a user's groups."),
        rule("create_group", groupManager, "Create a group."),
        rule("update_group", groupManager, "Update a group."),
        rule("delete_group", groupManager, "Delete a group."),
        rule("list_users_in_group", groupReader, "List a group's users."),
        rule(
            "check_user_in_group", "\(adminOrSystemReader) or (role:reader and \(bothWithin))",
            "Check that a user is in a group."),
        rule("add_user_to_group", "\(admin) or (role:manager and \(bothWithin))", "Put a user into a group."),
        rule("remove_user_from_group", "\(admin) or (role:manager and \(bothWithin))", "Take a user from a group."),
    ]
}

extension User: GuardedRecord {
    static func target(_ id: String, _ user: User?) -> PolicyTarget {
        ["target.user.id": id, "user_id": id, "target.user.domain_id": user?.domainID ?? ""]
    }
}

extension Group: GuardedRecord {
    static func target(_ id: String, _ group: Group?) -> PolicyTarget {
        ["target.group.id": id, "target.group.domain_id": group?.domainID ?? ""]
    }
}
