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
    /// Where the token keys are; empty is `identity/fernet-keys` in the state folder.
    static let keyFolder = ConfigurationKey<String>("identity.key_folder", default: "")
}
