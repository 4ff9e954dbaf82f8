import CloudAuth

/// Keystone's default rules: reader, member, manager and admin over project, domain and system. One file per area;
/// `apus policy sample identity` prints them all.
enum IdentityPolicy {
    static let rules = shared + IdentityRole.areas.flatMap { $0.rules }

    static let admin = "rule:admin_required"
    static let systemReader = "(role:reader and system_scope:all)"
    static let adminOrSystemReader = "rule:admin_required or (role:reader and system_scope:all)"

    /// Domains manage nothing of what is the whole cloud's.
    static let notDomain: Set<PolicyRule.Scope> = [.system, .project]
    static let everyScope: Set<PolicyRule.Scope> = [.system, .domain, .project]

    private static let shared: [PolicyRule] = [
        PolicyRule("admin_required", "role:admin or is_admin:1", "The administrator."),
        PolicyRule("service_role", "role:service", "A service of the cloud."),
        PolicyRule("service_or_admin", "rule:admin_required or rule:service_role", "A service or the administrator."),
        PolicyRule("owner", "user_id:%(user_id)s", "The user that is asked about."),
        PolicyRule("admin_or_owner", "rule:admin_required or rule:owner", "That user or the administrator."),
        PolicyRule("token_subject", "user_id:%(target.token.user_id)s", "The user whose token is asked about."),
        PolicyRule(
            "admin_or_token_subject", "rule:admin_required or rule:token_subject",
            "The token's user or the administrator."),
        PolicyRule(
            "service_admin_or_token_subject", "rule:service_or_admin or rule:token_subject",
            "The token's user, a service or the administrator."),
        PolicyRule(
            "domain_managed_target_role",
            "'manager':%(target.role.name)s or 'member':%(target.role.name)s or 'reader':%(target.role.name)s",
            "A role that a domain's manager may give and take."),
    ]

    /// A rule of identity's own.
    static func rule(
        _ name: String, _ check: String, _ summary: String, _ scopes: Set<PolicyRule.Scope>? = everyScope
    ) -> PolicyRule {
        PolicyRule("identity:\(name)", check, summary, scopes: scopes)
    }

    /// The five rules of a thing that the administrator manages and who reads the system sees.
    static func managed(
        _ one: String, _ many: String, _ words: String, _ plural: String,
        scopes: Set<PolicyRule.Scope> = notDomain, readers: String = adminOrSystemReader
    ) -> [PolicyRule] {
        [
            rule("get_\(one)", readers, "Show \(words).", scopes),
            rule("list_\(many)", readers, "List \(plural).", scopes),
            rule("create_\(one)", admin, "Create \(words).", notDomain),
            rule("update_\(one)", admin, "Update \(words).", notDomain),
            rule("delete_\(one)", admin, "Delete \(words).", notDomain),
        ]
    }
}
