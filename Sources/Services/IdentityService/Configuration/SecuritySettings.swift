import CloudConfiguration

/// Settings of Keystone's `[security_compliance]` (PCI-DSS); all of them are off unless set.
enum SecuritySettings {
    /// Failures after which an account is locked.
    static let lockoutFailureAttempts = ConfigurationKey<Int?>(name("lockout_failure_attempts"), default: nil)
    /// How long it stays locked; empty: until somebody unlocks it.
    static let lockoutDuration = ConfigurationKey<Duration?>(name("lockout_duration"), default: .seconds(1800))
    /// Days without a sign-in after which an account is disabled.
    static let daysInactive = ConfigurationKey<Int?>(name("disable_user_account_days_inactive"), default: nil)
    /// Days after which a password must be changed.
    static let passwordExpiresDays = ConfigurationKey<Int?>(name("password_expires_days"), default: nil)
    /// A new password must differ from this many last ones.
    static let uniqueLastPasswords = ConfigurationKey<Int>(name("unique_last_password_count"), default: 0)
    /// Days that a password must be kept.
    static let minimumPasswordAge = ConfigurationKey<Int>(name("minimum_password_age"), default: 0)
    /// What a password must match from its beginning.
    static let passwordRegex = ConfigurationKey<String?>(name("password_regex"), default: nil)
    /// The same in words for people.
    static let passwordRegexDescription = ConfigurationKey<String?>(name("password_regex_description"), default: nil)
    /// Whether a password that somebody else has set must be changed before it is used.
    static let changeUponFirstUse = ConfigurationKey<Bool>(name("change_password_upon_first_use"), default: false)

    private static func name(_ option: String) -> String { "identity.security_compliance." + option }
}

extension SecurityCompliance {
    /// - Throws: `ConfigurationError` for a value that makes no sense.
    init(_ configuration: Configuration) throws {
        self.init(
            lockoutAttempts: try Self.positive(configuration, SecuritySettings.lockoutFailureAttempts),
            lockoutDuration: try configuration[SecuritySettings.lockoutDuration],
            daysInactive: try Self.positive(configuration, SecuritySettings.daysInactive),
            expiresDays: try Self.positive(configuration, SecuritySettings.passwordExpiresDays),
            uniquePasswords: max(0, try configuration[SecuritySettings.uniqueLastPasswords]),
            minimumAgeDays: max(0, try configuration[SecuritySettings.minimumPasswordAge]),
            pattern: try configuration[SecuritySettings.passwordRegex],
            patternDescription: try configuration[SecuritySettings.passwordRegexDescription],
            changesUponFirstUse: try configuration[SecuritySettings.changeUponFirstUse])
        do { _ = try pattern.map { try Regex($0) } } catch {
            throw ConfigurationError("\(SecuritySettings.passwordRegex.name) is no regular expression: \(error)")
        }
    }

    private static func positive(_ configuration: Configuration, _ key: ConfigurationKey<Int?>) throws -> Int? {
        guard let value = try configuration[key] else { return nil }
        guard value > 0 else { throw ConfigurationError("\(key.name): \(value) is less than 1.") }
        return value
    }
}
