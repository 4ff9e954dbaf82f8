import CloudConfiguration
import CloudCore
import CloudHTTP
import CloudService

/// What identity keeps secret for users: credentials, EC2 keys and passcodes, and the keys that seal them.
package struct IdentitySecrets: Sendable {
    let vault: CredentialVault
    private let clock: CloudClock
    private let previousPasscodes: Int
    private let signatureLifetime: Duration

    init(_ environment: RoleEnvironment, _ store: IdentityStore) throws {
        let configuration = environment.configuration
        let folder = try configuration[IdentitySettings.credentialKeyFolder]
        let keys = FernetKeys(
            folder: folder.isEmpty ? environment.stateFolder + "/identity/credential-keys" : folder,
            lifetime: .zero, clock: environment.clock)
        vault = CredentialVault(store: store, keys: keys)
        clock = environment.clock
        previousPasscodes = min(max(0, try configuration[IdentitySettings.previousPasscodes]), 10)
        signatureLifetime = try configuration[IdentitySettings.signatureLifetime]
    }

    /// The tokens' keys, as `identity.token_provider` names them.
    static func provider(_ environment: RoleEnvironment, lifetime: Duration) throws -> any TokenProvider {
        let configuration = environment.configuration
        switch try configuration[IdentitySettings.tokenProvider] {
        case "fernet":
            let folder = try configuration[IdentitySettings.keyFolder]
            return FernetKeys(
                folder: folder.isEmpty ? environment.stateFolder + "/identity/fernet-keys" : folder,
                maximumActive: try configuration[IdentitySettings.activeKeys], lifetime: lifetime,
                clock: environment.clock)
        case "jws":
            let folder = try configuration[IdentitySettings.jwsKeyFolder]
            let window = try configuration[IdentitySettings.allowExpiredWindow]
            return JWSKeys(
                folder: folder.isEmpty ? environment.stateFolder + "/identity/jws-keys" : folder,
                lifetime: lifetime + window, clock: environment.clock)
        case let other:
            throw ConfigurationError("identity.token_provider: \"\(other)\" is neither fernet nor jws.")
        }
    }

    /// A new key for credentials.
    package func rotateKeys() async throws { try await vault.rotate() }
    /// Seals all credentials with the newest key; returns how many were not.
    package func migrate() async throws -> Int { try await vault.migrate() }

    func prepare() throws { try vault.keys.prepare() }

    var methods: [any AuthMethod] {
        [TOTPMethod(vault: vault, clock: clock, previousWindows: previousPasscodes)]
    }

    func routes(_ kit: IdentityKit, _ tokens: TokenBook) -> [Route] {
        let credentials = CredentialActions(kit: kit, vault: vault, tokens: tokens)
        let exchange = EC2TokenActions(
            kit: kit, vault: vault, tokens: tokens, clock: clock, signatureLifetime: signatureLifetime)
        return CredentialsAPI(actions: credentials).routes
            + EC2CredentialsAPI(actions: EC2CredentialActions(credentials: credentials)).routes
            + EC2TokensAPI(actions: exchange).routes + AccessRulesAPI(actions: AccessRuleActions(kit: kit)).routes
    }
}
