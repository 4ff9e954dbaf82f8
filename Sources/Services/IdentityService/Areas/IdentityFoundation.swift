import CloudAuth
import CloudConfiguration
import CloudNotifications
import CloudObservability
import CloudSQL
import CloudService

/// What several areas of identity work with, made from the role's environment: the store, the keys, the people.
struct IdentityFoundation: Sendable {
    let environment: RoleEnvironment
    let observability: Observability
    let kit: IdentityKit
    /// Sends what `kit.notices` tells.
    let relay: NotificationRelay
    let directories: Directories
    /// Keeps the secrets of domains' settings.
    let seal: OptionSeal
    /// Keeps the secrets of users and consumers.
    let vault: CredentialVault
    let hasher: PasswordHasher
    let passwords: PasswordActions
    let keys: any TokenProvider
    let tokens: TokenBook
    let receipts: ReceiptBook
    let evidence: EvidenceReader

    var configuration: Configuration { environment.configuration }
    var store: IdentityStore { kit.store }
    var log: Log { observability.log }

    /// - Parameters:
    ///   - migrations: of all areas.
    ///   - rules: of all areas.
    init(_ environment: RoleEnvironment, migrations: [Migration], rules: [PolicyRule]) throws {
        let configuration = environment.configuration
        let clock = environment.clock
        let store = IdentityStore(
            database: try environment.makeDatabase(
                "identity", IdentityStore.migrations + NotificationRow.migrations + migrations),
            bus: environment.bus, clock: clock)
        let voice = try Notices.made(environment, store.database)
        relay = voice.relay
        let kit = IdentityKit(
            store: store, policy: try environment.makePolicy("identity", rules),
            identifiers: environment.identifiers, tokenLifetime: try configuration[TokenSettings.lifetime],
            names: try NameRules(configuration),
            limitModel: try configuration[LimitSettings.model], notices: voice.notices)
        seal = try OptionSeal(environment)
        directories = try Directories(environment, kit, seal)
        self.kit = kit.with(directories)
        vault = try CredentialVault(environment, store)
        hasher = try PasswordHasher(configuration)
        let rules = try SecurityCompliance(configuration)
        passwords = PasswordActions(kit: self.kit, hasher: hasher, rules: rules)
        keys = try environment.tokenKeys()
        tokens = TokenBook(
            store: store, keys: keys, clock: clock,
            allowExpiredWindow: try configuration[TokenSettings.allowExpiredWindow], rules: rules,
            directories: directories,
            showsAllWithoutFilter: try configuration[CatalogSettings.showsAllWithoutFilter])
        receipts = try ReceiptBook(environment, store)
        evidence = try EvidenceReader(configuration)
        observability = environment.observability.named("identity")
        self.environment = environment
    }
}
