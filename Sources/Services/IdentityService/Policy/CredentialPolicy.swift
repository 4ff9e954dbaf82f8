import CloudAuth

/// Credentials of all kinds: stored secrets, EC2 keys, application credentials and their access rules.
extension IdentityPolicy {
    private static let ownCredential = "user_id:%(target.credential.user_id)s"

    static let credentials: [PolicyRule] = [
        rule("get_credential", "\(adminOrSystemReader) or \(ownCredential)", "Show a credential."),
        rule(
            "list_credentials", "\(adminOrSystemReader) or \(ownCredential)", "List credentials; users see their own."),
        rule("create_credential", "\(admin) or \(ownCredential)", "Create a credential."),
        rule("update_credential", "\(admin) or \(ownCredential)", "Update a credential."),
        rule("delete_credential", "\(admin) or \(ownCredential)", "Delete a credential."),
        rule("ec2_get_credential", "\(adminOrSystemReader) or \(ownCredential)", "Show an EC2 credential.", notDomain),
        rule("ec2_list_credentials", "\(adminOrSystemReader) or rule:owner", "List EC2 credentials.", notDomain),
        rule(
            "ec2_create_credential", "\(admin) or (role:member and \(ownCredential))", "Create an EC2 credential.",
            notDomain),
        rule(
            "ec2_delete_credential", "\(admin) or (role:member and \(ownCredential))", "Delete an EC2 credential.",
            notDomain),
        rule(
            "get_application_credential", "\(adminOrSystemReader) or rule:owner", "Show an application credential.",
            notDomain),
        rule(
            "list_application_credentials", "\(adminOrSystemReader) or rule:owner",
            "List a user's application credentials.", notDomain),
        rule(
            "create_application_credential", "user_id:%(user_id)s", "Create an application credential for oneself.",
            [.project]),
        rule(
            "delete_application_credential", "rule:admin_or_owner", "Delete an application credential.", notDomain),
        rule("get_access_rule", "\(systemReader) or user_id:%(target.user.id)s", "Show an access rule.", notDomain),
        rule(
            "list_access_rules", "\(systemReader) or user_id:%(target.user.id)s", "List a user's access rules.",
            notDomain),
        rule(
            "delete_access_rule", "(role:admin and system_scope:all) or user_id:%(target.user.id)s",
            "Delete an access rule.", notDomain),
    ]
}
