import CloudConfiguration

/// Identity's settings.
enum IdentitySettings {
    /// How long a token lives.
    static let tokenLifetime = ConfigurationKey<Duration>("identity.token_lifetime", default: .seconds(3600))
    /// How long services may still ask about an expired token.
    static let allowExpiredWindow = ConfigurationKey<Duration>(
        "identity.allow_expired_window", default: .seconds(172_800))
    /// bcrypt's cost: two to this power rounds.
    static let passwordCost = ConfigurationKey<Int>("identity.password_cost", default: 12)
    /// Threads that hash.
    static let passwordThreads = ConfigurationKey<Int>("identity.password_threads", default: 2)
    /// Token keys that are kept; one that may still open a living token is kept in any case.
    static let activeKeys = ConfigurationKey<Int>("identity.active_keys", default: 3)
    /// How limits of projects and their domains belong together: `flat` or `strict_two_level`.
    static let limitModel = ConfigurationKey<String>("identity.unified_limit.enforcement_model", default: "flat")
    /// Whether a project that is given no endpoints of its own sees all of them.
    static let showsAllWithoutFilter = ConfigurationKey<Bool>(
        "identity.return_all_endpoints_if_no_filter", default: true)
    /// Where the token keys are; empty is `identity/fernet-keys` in the state folder.
    static let keyFolder = ConfigurationKey<String>("identity.key_folder", default: "")
    /// How long a receipt of a sign-in that lacks a factor is good.
    static let receiptLifetime = ConfigurationKey<Duration>("identity.receipt_lifetime", default: .seconds(300))
    /// Where the receipts' keys are; empty is `identity/fernet-receipts` in the state folder.
    static let receiptKeyFolder = ConfigurationKey<String>("identity.receipt_key_folder", default: "")
    /// Whether names may hold characters that URLs reserve: `off` (they may), `new` (no new ones), `strict` (nobody can
    /// scope to them either).
    static let projectNameSafety = ConfigurationKey<NameSafety>("identity.project_name_url_safe", default: .off)
    static let domainNameSafety = ConfigurationKey<NameSafety>("identity.domain_name_url_safe", default: .off)
    /// Where the keys of domains' secrets are; empty is `identity/config-keys` in the state folder.
    static let configurationKeyFolder = ConfigurationKey<String>("identity.config_key_folder", default: "")
    /// A folder of `keystone.DOMAIN.conf` files; empty: none.
    static let domainConfigurationFolder = ConfigurationKey<String>("identity.domain_config_folder", default: "")
    /// How long what a directory said of somebody holds without asking it again.
    static let directoryCache = ConfigurationKey<Duration>("identity.directory_cache", default: .seconds(300))
}

extension NameSafety: ConfigurationValue {
    package static func read(_ text: String, _ name: String) throws -> NameSafety {
        guard let safety = NameSafety(rawValue: text.lowercased()) else {
            throw ConfigurationError("\(name): \"\(text)\" is neither off, new nor strict.")
        }
        return safety
    }
}

extension NameRules {
    init(_ configuration: Configuration) throws {
        self.init(
            projects: try configuration[IdentitySettings.projectNameSafety],
            domains: try configuration[IdentitySettings.domainNameSafety])
    }
}
