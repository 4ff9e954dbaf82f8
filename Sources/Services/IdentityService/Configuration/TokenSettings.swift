import CloudConfiguration
import CloudCore
import CloudHTTP
import CloudService

/// Settings of tokens, of receipts and of their keys.
enum TokenSettings {
    /// How long a token lives.
    static let lifetime = ConfigurationKey<Duration>("identity.token_lifetime", default: .seconds(3600))
    /// How long services may still ask about an expired token.
    static let allowExpiredWindow = ConfigurationKey<Duration>(
        "identity.allow_expired_window", default: .seconds(172_800))
    static let provider = ConfigurationKey<Provider>("identity.token_provider", default: .fernet)

    /// The kinds of tokens.
    enum Provider: String, CaseIterable, ConfigurationValue { case fernet, jws }

    /// Token keys that are kept; one that may still open a living token is kept in any case.
    static let activeKeys = ConfigurationKey<Int>("identity.active_keys", default: 3)
    /// Where the token keys are; empty is `identity/fernet-keys` in the state folder.
    static let keyFolder = ConfigurationKey<String>("identity.key_folder", default: "")
    /// Where the keys of signed tokens are, in `private` and `public`; empty is `identity/jws-keys` in the state
    /// folder.
    static let jwsKeyFolder = ConfigurationKey<String>("identity.jws_key_folder", default: "")
    /// How long a receipt of a sign-in that lacks a factor is good.
    static let receiptLifetime = ConfigurationKey<Duration>("identity.receipt_lifetime", default: .seconds(300))
    /// Where the receipts' keys are; empty is `identity/fernet-receipts` in the state folder.
    static let receiptKeyFolder = ConfigurationKey<String>("identity.receipt_key_folder", default: "")
    /// The header in which a trusted proxy names who signed in there; empty: `external` is no way to sign in.
    static let remoteUserHeader = ConfigurationKey<String>("identity.remote_user_header", default: "")
    /// The header in which it names that user's domain; without it, the default domain.
    static let remoteDomainHeader = ConfigurationKey<String>("identity.remote_domain_header", default: "")
}

extension RoleEnvironment {
    /// Where a folder of keys is: where the setting says, or in the state folder.
    func keyFolder(_ setting: ConfigurationKey<String>, or name: String) throws -> String {
        let folder = try configuration[setting]
        return folder.isEmpty ? "\(stateFolder)/identity/\(name)" : folder
    }

    /// The tokens' keys, of the kind that `identity.token_provider` names.
    func tokenKeys() throws -> any TokenProvider {
        let lifetime = try configuration[TokenSettings.lifetime]
        switch try configuration[TokenSettings.provider] {
        case .fernet:
            return FernetKeys(
                folder: try keyFolder(TokenSettings.keyFolder, or: "fernet-keys"),
                maximumActive: try configuration[TokenSettings.activeKeys], lifetime: lifetime, clock: clock)
        case .jws:
            return JWSKeys(
                folder: try keyFolder(TokenSettings.jwsKeyFolder, or: "jws-keys"),
                lifetime: try lifetime + configuration[TokenSettings.allowExpiredWindow], clock: clock)
        }
    }
}

extension ReceiptBook {
    init(_ environment: RoleEnvironment, _ store: IdentityStore) throws {
        let configuration = environment.configuration
        let lifetime = try configuration[TokenSettings.receiptLifetime]
        self.init(
            store: store,
            keys: FernetKeys(
                folder: try environment.keyFolder(TokenSettings.receiptKeyFolder, or: "fernet-receipts"),
                maximumActive: try configuration[TokenSettings.activeKeys], lifetime: lifetime,
                clock: environment.clock), clock: environment.clock, lifetime: lifetime)
    }
}

extension EvidenceReader {
    init(_ configuration: Configuration) throws {
        self.init(
            proxies: try TrustedProxies(configuration), userHeader: try configuration[TokenSettings.remoteUserHeader],
            domainHeader: try configuration[TokenSettings.remoteDomainHeader])
    }
}
