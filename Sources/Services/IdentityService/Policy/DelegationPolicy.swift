import CloudAuth

/// Trusts, OAuth1 consumers and access tokens.
extension IdentityPolicy {
    private static let trustor = "user_id:%(target.trust.trustor_user_id)s"
    private static let trustee = "user_id:%(target.trust.trustee_user_id)s"

    static let delegations: [PolicyRule] =
        [
            PolicyRule("identity:create_trust", "user_id:%(trust.trustor_user_id)s", "Create a trust of one's own."),
            PolicyRule("identity:list_trusts", reader, "List all trusts."),
            PolicyRule("identity:list_trusts_for_trustor", "\(reader) or \(trustor)", "List a trustor's trusts."),
            PolicyRule("identity:list_trusts_for_trustee", "\(reader) or \(trustee)", "List a trustee's trusts."),
            PolicyRule("identity:delete_trust", "\(admin) or \(trustor)", "Delete a trust."),
        ]
        + ["get_trust", "list_roles_for_trust", "get_role_for_trust"].map {
            PolicyRule("identity:" + $0, "\(reader) or \(trustor) or \(trustee)", "See a trust.")
        }
        + ["get_consumer", "list_consumers"].map { PolicyRule("identity:" + $0, reader, "See OAuth1 consumers.") }
        + ["create_consumer", "update_consumer", "delete_consumer"].map {
            PolicyRule("identity:" + $0, admin, "Change OAuth1 consumers.")
        }
        + [
            "authorize_request_token", "get_access_token", "get_access_token_role", "list_access_tokens",
            "list_access_token_roles", "delete_access_token",
        ].map { PolicyRule("identity:" + $0, admin, "Authorize, see and end OAuth1 tokens.") }
}
