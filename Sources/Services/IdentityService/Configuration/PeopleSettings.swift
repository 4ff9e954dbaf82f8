import CloudConfiguration

/// Settings of users' passwords; `SecuritySettings` has the rules for them.
enum PeopleSettings {
    /// bcrypt's cost: two to this power rounds.
    static let passwordCost = ConfigurationKey<Int>("identity.password_cost", default: 12)
    /// Threads that hash.
    static let passwordThreads = ConfigurationKey<Int>("identity.password_threads", default: 2)
}

extension PasswordHasher {
    init(_ configuration: Configuration) throws {
        try self.init(
            cost: try configuration[PeopleSettings.passwordCost],
            threads: try configuration[PeopleSettings.passwordThreads])
    }
}
