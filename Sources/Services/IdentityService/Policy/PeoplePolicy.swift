import CloudAuth

/// Users and groups.
extension IdentityPolicy {
    private static let userManager = "\(admin) or (role:manager and domain_id:%(target.user.domain_id)s)"
    private static let groupReader = "\(reader) or (role:reader and domain_id:%(target.group.domain_id)s)"
    private static let groupManager = "\(admin) or (role:manager and domain_id:%(target.group.domain_id)s)"
    private static let memberReader = """
        \(reader) or (role:reader and domain_id:%(target.group.domain_id)s and domain_id:%(target.user.domain_id)s)
        """
    private static let memberManager = """
        \(admin) or (role:manager and domain_id:%(target.group.domain_id)s and domain_id:%(target.user.domain_id)s)
        """

    static let people: [PolicyRule] = [
        PolicyRule(
            "identity:get_user",
            "\(reader) or (role:reader and domain_id:%(target.user.domain_id)s) or user_id:%(target.user.id)s",
            "Show a user."),
        PolicyRule(
            "identity:list_users", "\(reader) or (role:reader and domain_id:%(target.domain_id)s)", "List users."),
        PolicyRule("identity:create_user", userManager, "Create a user."),
        PolicyRule("identity:update_user", userManager, "Update a user."),
        PolicyRule("identity:delete_user", userManager, "Delete a user."),
        PolicyRule("identity:get_group", groupReader, "Show a group."),
        PolicyRule(
            "identity:list_groups", "\(reader) or (role:reader and domain_id:%(target.domain_id)s)", "List groups."),
        PolicyRule(
            "identity:list_groups_for_user",
            "\(reader) or (role:reader and domain_id:%(target.user.domain_id)s) or user_id:%(target.user.id)s",
            "List a user's groups."),
        PolicyRule("identity:create_group", groupManager, "Create a group."),
        PolicyRule("identity:update_group", groupManager, "Update a group."),
        PolicyRule("identity:delete_group", groupManager, "Delete a group."),
        PolicyRule("identity:list_users_in_group", groupReader, "List a group's users."),
        PolicyRule("identity:check_user_in_group", memberReader, "Check a membership."),
        PolicyRule("identity:add_user_to_group", memberManager, "Make a user a member."),
        PolicyRule("identity:remove_user_from_group", memberManager, "End a membership."),
    ]
}
