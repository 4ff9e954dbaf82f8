import CloudConfiguration

/// Settings of trusts, OAuth1 and OAuth2.
enum DelegationSettings {
    /// How long a chain of trusts may be.
    static let maximumRedelegations = ConfigurationKey<Int>("identity.max_redelegation_count", default: 3)
    /// How long a request token waits for the user's word; 0: for ever.
    static let requestTokenDuration = ConfigurationKey<Duration>(
        "identity.oauth1_request_token_duration", default: .seconds(28800))
    /// How long an access token lives; 0: until it is deleted.
    static let accessTokenDuration = ConfigurationKey<Duration>(
        "identity.oauth1_access_token_duration", default: .seconds(86400))
    /// How far the clocks of OAuth1's consumers may be off.
    static let timestampWindow = ConfigurationKey<Duration>(
        "identity.oauth1_timestamp_window", default: .seconds(600))
    /// The common names of the authorities whose certificates speak for users at OAuth2's token endpoint.
    static let certificateIssuers = ConfigurationKey<[String]>("identity.oauth2_certificate_issuers", default: [])
}

/// How long OAuth1's tokens live, and how far its consumers' clocks may be off.
struct OAuth1Settings: Sendable {
    var requestTokenDuration: Duration
    var accessTokenDuration: Duration
    var timestampWindow: Duration

    init(_ configuration: Configuration) throws {
        requestTokenDuration = try configuration[DelegationSettings.requestTokenDuration]
        accessTokenDuration = try configuration[DelegationSettings.accessTokenDuration]
        timestampWindow = try configuration[DelegationSettings.timestampWindow]
    }
}
