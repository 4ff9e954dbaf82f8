import CloudAuth

/// What domains set for themselves.
extension IdentityPolicy {
    static let domainConfigurations: [PolicyRule] = [
        rule("create_domain_config", admin, "Configure a domain.", notDomain),
        rule("get_domain_config", adminOrSystemReader, "Show a domain's configuration.", notDomain),
        rule("get_security_compliance_domain_config", "", "Show what a domain asks of passwords."),
        rule("update_domain_config", admin, "Change a domain's configuration.", notDomain),
        rule("delete_domain_config", admin, "Delete a domain's configuration.", notDomain),
        rule("get_domain_config_default", adminOrSystemReader, "Show what holds where nothing is set.", notDomain),
    ]
}
