import CloudConfiguration

/// Settings of unified limits.
enum LimitSettings {
    /// How limits of projects and their domains belong together: `flat` or `strict_two_level`.
    static let model = ConfigurationKey<LimitModel>("identity.unified_limit.enforcement_model", default: .flat)
}

extension LimitModel: ConfigurationValue {}
