import CloudAuth

/// Tokens, their revocation, and what a caller may find out about themselves.
extension IdentityPolicy {
    static let tokens: [PolicyRule] = [
        rule("check_token", "\(adminOrSystemReader) or rule:token_subject", "Check a token."),
        rule(
            "validate_token", "\(adminOrSystemReader) or rule:service_role or rule:token_subject", "Show a token."),
        rule("revoke_token", "rule:admin_required or rule:token_subject", "Revoke a token."),
        rule("revoke_tokens_for_user", "rule:admin_or_owner", "Revoke all tokens of a user."),
        rule("revocation_list", "rule:service_or_admin", "List revoked tokens, as PKI tokens had it.", notDomain),
        rule("list_revoke_events", "rule:service_or_admin", "List what was revoked.", notDomain),
        rule("get_auth_catalog", "", "The catalog of one's own token.", nil),
        rule("get_auth_projects", "", "The projects that one may scope to.", nil),
        rule("get_auth_domains", "", "The domains that one may scope to.", nil),
        rule("get_auth_system", "", "Whether one may scope to the system.", nil),
        rule("list_projects_for_user", "", "The projects that one has access to, as federation asks it.", nil),
        rule("list_domains_for_user", "", "The domains that one has access to, as federation asks it.", nil),
        rule("ec2tokens_validate", "rule:service_or_admin", "Exchange a signed EC2 request for a token."),
        rule("s3tokens_validate", "rule:service_or_admin", "Exchange a signed S3 request for a token."),
    ]
}
