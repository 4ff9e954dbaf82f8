import CloudJSON

/// The options of a user (Identity API v3, "Users", `options`); null takes one away.
enum UserOption: String, CaseIterable {
    case ignoreChangePasswordUponFirstUse = "ignore_change_password_upon_first_use"
    case ignorePasswordExpiry = "ignore_password_expiry"
    case ignoreLockoutFailureAttempts = "ignore_lockout_failure_attempts"
    case lockPassword = "lock_password"
    case ignoreUserInactivity = "ignore_user_inactivity"
    case multiFactorAuthEnabled = "multi_factor_auth_enabled"
    case multiFactorAuthRules = "multi_factor_auth_rules"
}

extension User {
    /// Whether the option is set to true.
    func has(_ option: UserOption) -> Bool { options[option.rawValue] == .bool(true) }
}
