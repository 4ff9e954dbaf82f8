import CloudConfiguration

/// Settings of tokens' keys, credentials and passcodes.
extension IdentitySettings {
    /// `fernet` or `jws`.
    static let tokenProvider = ConfigurationKey<String>("identity.token_provider", default: "fernet")
    /// Where the keys of signed tokens are, in `private` and `public`; empty is `identity/jws-keys` in the state
    /// folder.
    static let jwsKeyFolder = ConfigurationKey<String>("identity.jws_key_folder", default: "")
    /// Where the keys of credentials are; empty is `identity/credential-keys` in the state folder.
    static let credentialKeyFolder = ConfigurationKey<String>("identity.credential_key_folder", default: "")
    /// How old the signature of a request to an EC2 API may be.
    static let signatureLifetime = ConfigurationKey<Duration>("identity.signature_lifetime", default: .seconds(900))
    /// How many passcodes before the current one are taken too.
    static let previousPasscodes = ConfigurationKey<Int>("identity.totp_previous_windows", default: 1)
    /// How many application credentials a user may have; less than 0 is any number.
    static let applicationCredentialLimit = ConfigurationKey<Int>("identity.application_credential_limit", default: -1)
}
