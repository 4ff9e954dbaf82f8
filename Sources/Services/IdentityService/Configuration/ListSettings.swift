import CloudConfiguration
import CloudHTTP

/// Settings of lists.
enum ListSettings {
    /// How many items a list gives when the client names no number; all, when it is not set.
    static let unasked = ConfigurationKey<Int?>("identity.list_limit", default: nil)
    /// How many items a list gives at most when the client names a number.
    static let most = ConfigurationKey<Int>("identity.max_db_limit", default: 1000)
}

extension PageSizes {
    init(_ configuration: Configuration) throws {
        self.init(unasked: try configuration[ListSettings.unasked], most: try configuration[ListSettings.most])
        guard unasked ?? 1 > 0, most ?? 1 > 0 else {
            throw ConfigurationError("identity.list_limit and identity.max_db_limit are more than 0.")
        }
    }
}
