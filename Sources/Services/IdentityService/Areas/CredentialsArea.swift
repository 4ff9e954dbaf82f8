import CloudConfiguration
import CloudHTTP
import CloudSQL

/// What users sign in with beside passwords: credentials, EC2 keys, passcodes, application credentials.
struct CredentialsArea: IdentityArea {
    static let migrations = [
        ApplicationCredential.migration, SealedCredential.migration, UserAccessRule.migration,
    ]
    static let rules = IdentityPolicy.credentials

    let base: IdentityFoundation

    var methods: [any AuthMethod] {
        get throws {
            let previous = try base.configuration[CredentialSettings.previousPasscodes]
            return [
                ApplicationCredentialMethod(store: base.store, hasher: base.hasher),
                TOTPMethod(
                    vault: base.vault, accounts: base.passwords.accounts, clock: base.store.clock,
                    previousWindows: min(max(0, previous), 10)),
            ]
        }
    }

    func routes(_ signIn: TokenActions) throws -> [Route] {
        let kit = base.kit
        let credentials = CredentialActions(kit: kit, vault: base.vault, tokens: base.tokens)
        let exchange = EC2TokenActions(
            kit: kit, vault: base.vault, tokens: base.tokens, clock: base.store.clock,
            signatureLifetime: try base.configuration[CredentialSettings.signatureLifetime])
        let applications = ApplicationCredentialActions(
            kit: kit, hasher: base.hasher, tokens: base.tokens,
            limit: try base.configuration[CredentialSettings.applicationCredentialLimit])
        return CredentialsAPI(actions: credentials).routes
            + EC2CredentialsAPI(actions: EC2CredentialActions(credentials: credentials)).routes
            + EC2TokensAPI(actions: exchange).routes + ApplicationCredentialsAPI(actions: applications).routes
            + AccessRulesAPI(actions: AccessRuleActions(kit: kit)).routes
    }

    var preparations: [@Sendable () async throws -> Void] { [base.vault.keys.prepare] }
}
