import CloudConfiguration
import CloudService

/// Settings of what users keep secret: credentials, EC2 keys, passcodes, application credentials.
enum CredentialSettings {
    /// Where the keys of credentials are; empty is `identity/credential-keys` in the state folder.
    static let keyFolder = ConfigurationKey<String>("identity.credential_key_folder", default: "")
    /// How old the signature of a request to an EC2 API may be.
    static let signatureLifetime = ConfigurationKey<Duration>("identity.signature_lifetime", default: .seconds(900))
    /// How many passcodes before the current one are taken too.
    static let previousPasscodes = ConfigurationKey<Int>("identity.totp_previous_windows", default: 1)
    /// How many application credentials a user may have; less than 0 is any number.
    static let applicationCredentialLimit = ConfigurationKey<Int>("identity.application_credential_limit", default: -1)
}

extension CredentialVault {
    init(_ environment: RoleEnvironment, _ store: IdentityStore) throws {
        let folder = try environment.keyFolder(CredentialSettings.keyFolder, or: "credential-keys")
        self.init(store: store, keys: FernetKeys(folder: folder, lifetime: .zero, clock: environment.clock))
    }
}
