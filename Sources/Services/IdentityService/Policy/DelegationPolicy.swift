import CloudAuth

/// What users let others do in their name: trusts, and OAuth1's consumers and access tokens.
extension IdentityPolicy {
    private static let trustor = "user_id:%(target.trust.trustor_user_id)s"
    private static let trustee = "user_id:%(target.trust.trustee_user_id)s"

    static let delegations: [PolicyRule] =
        [
            rule("create_trust", trustor, "Create a trust in one's own name.", [.project]),
            rule("list_trusts", adminOrSystemReader, "List all trusts.", notDomain),
            rule(
                "list_trusts_for_trustor", "\(adminOrSystemReader) or \(trustor)", "List the trusts of a trustor.",
                notDomain),
            rule(
                "list_trusts_for_trustee", "\(adminOrSystemReader) or \(trustee)", "List the trusts of a trustee.",
                notDomain),
            rule(
                "list_roles_for_trust", "\(adminOrSystemReader) or \(trustor) or \(trustee)",
                "List the roles that a trust gives.", notDomain),
            rule(
                "get_role_for_trust", "\(adminOrSystemReader) or \(trustor) or \(trustee)",
                "Check that a trust gives a role.", notDomain),
            rule("delete_trust", "\(admin) or \(trustor)", "End a trust.", notDomain),
            rule("get_trust", "\(adminOrSystemReader) or \(trustor) or \(trustee)", "Show a trust.", notDomain),
        ]
        + managed("consumer", "consumers", "an OAuth1 consumer", "OAuth1 consumers")
        + [
            rule("authorize_request_token", admin, "Give a consumer roles of one's own.", [.project]),
            rule("get_access_token", admin, "Show an access token.", [.project]),
            rule("get_access_token_role", admin, "Check that an access token gives a role.", [.project]),
            rule("list_access_tokens", admin, "List a user's access tokens.", [.project]),
            rule("list_access_token_roles", admin, "List the roles that an access token gives.", [.project]),
            rule("delete_access_token", admin, "Delete an access token.", [.project]),
        ]
}
