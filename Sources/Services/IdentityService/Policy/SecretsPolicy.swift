import CloudAuth

/// Credentials, EC2 keys and access rules: an owner's own, an administrator's all.
extension IdentityPolicy {
    private static let owner = "user_id:%(target.credential.user_id)s"
    private static let user = "user_id:%(target.user.id)s"

    static let secrets: [PolicyRule] =
        ["get_credential", "list_credentials", "ec2_get_credential", "ec2_list_credentials"].map {
            PolicyRule("identity:" + $0, "\(reader) or \(owner)", "See credentials.")
        }
        + [
            "create_credential", "update_credential", "delete_credential", "ec2_create_credential",
            "ec2_delete_credential",
        ].map { PolicyRule("identity:" + $0, "\(admin) or \(owner)", "Change credentials.") }
        + ["get_access_rule", "list_access_rules"].map {
            PolicyRule("identity:" + $0, "\(reader) or \(user)", "See access rules.")
        }
        + [
            PolicyRule("identity:delete_access_rule", "\(admin) or \(user)", "Delete an access rule."),
            PolicyRule(
                "service_or_admin", "\(admin) or rule:service_role", "A service of the cloud, or the administrator."),
            PolicyRule(
                "identity:ec2tokens_validate", "rule:service_or_admin", "Get a token for a request to an EC2 API."),
            PolicyRule(
                "identity:s3tokens_validate", "rule:service_or_admin", "Get a token for a request to an S3 API."),
        ]
}
