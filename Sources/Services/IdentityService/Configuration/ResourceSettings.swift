import CloudConfiguration

/// Settings of projects and domains.
enum ResourceSettings {
    /// Whether names may hold characters that URLs reserve: `off` (they may), `new` (no new ones), `strict` (nobody can
    /// scope to them either).
    static let projectNameSafety = ConfigurationKey<NameSafety>("identity.project_name_url_safe", default: .off)
    static let domainNameSafety = ConfigurationKey<NameSafety>("identity.domain_name_url_safe", default: .off)
}

extension NameSafety: ConfigurationValue {}

extension NameRules {
    init(_ configuration: Configuration) throws {
        self.init(
            projects: try configuration[ResourceSettings.projectNameSafety],
            domains: try configuration[ResourceSettings.domainNameSafety])
    }
}
