import CloudConfiguration
import CloudHTTP
import CloudObservability
import CloudSQL
import CloudService

/// What all areas of identity are built on, made from the role's environment: the store, the keys, the ways to sign in.
struct IdentityFoundation: Sendable {
    let configuration: Configuration
    let observability: Observability
    let store: IdentityStore
    let kit: IdentityKit
    let hasher: PasswordHasher
    let keys: any TokenProvider
    let tokens: TokenBook
    let proxies: TrustedProxies
    let evidence: EvidenceReader
    let people: PeopleParts
    let secrets: IdentitySecrets
    let directories: DirectoryParts
    let oauth1: OAuth1Actions
    let methods: [any AuthMethod]
    let signIn: TokenActions

    static let migrations =
        [
            Region.migration, IdentityStore.migration, Project.migration, User.migration, Group.migration,
            Role.migration, Assignment.migration, Service.migration, Endpoint.migration, Revocation.migration,
            ApplicationCredential.migration, SealedCredential.migration, UserAccessRule.migration,
        ] + IdentityRole.delegationMigrations + PeopleParts.migrations + IdentityRole.limitMigrations
        + DirectoryParts.migrations + IdentityRole.catalogMigrations + IdentityRole.federationMigrations

    init(_ environment: RoleEnvironment) throws {
        configuration = environment.configuration
        observability = environment.observability.named("identity")
        let lifetime = try configuration[IdentitySettings.tokenLifetime]
        store = IdentityStore(
            database: try environment.makeDatabase("identity", Self.migrations), bus: environment.bus,
            clock: environment.clock)
        let base = IdentityKit(
            store: store, policy: try environment.makePolicy("identity", IdentityPolicy.rules),
            identifiers: environment.identifiers, tokenLifetime: lifetime, names: try NameRules(configuration),
            limitModel: try LimitModel(named: try configuration[IdentitySettings.limitModel]))
        directories = try DirectoryParts(environment, base)
        kit = base.with(directories.directories)
        hasher = try PasswordHasher(
            cost: try configuration[IdentitySettings.passwordCost],
            threads: try configuration[IdentitySettings.passwordThreads])
        keys = try IdentitySecrets.provider(environment, lifetime: lifetime)
        tokens = TokenBook(
            store: store, keys: keys, clock: environment.clock,
            allowExpiredWindow: try configuration[IdentitySettings.allowExpiredWindow],
            directories: directories.directories,
            showsAllWithoutFilter: try configuration[IdentitySettings.showsAllWithoutFilter])
        proxies = try TrustedProxies(configuration)
        evidence = try IdentityRole.evidence(configuration, proxies)
        people = try PeopleParts(environment, kit, hasher)
        secrets = try IdentitySecrets(environment, store)
        oauth1 = OAuth1Actions(
            kit: kit, tokens: tokens, vault: secrets.vault, clock: environment.clock,
            settings: try OAuth1Settings(configuration))
        let always: [any AuthMethod] = [
            PasswordMethod(store: store, gate: people.passwords.gate, directories: directories.directories),
            TokenMethod(store: store, tokens: tokens), ApplicationCredentialMethod(store: store, hasher: hasher),
            OAuth1Method(store: store, oauth1: oauth1),
        ]
        methods =
            always + secrets.methods + IdentityRole.mappedMethods(store, tokens)
            + (evidence.userHeader.isEmpty ? [] : [ExternalMethod(directories: directories.directories)])
        signIn = TokenActions(
            kit: kit, methods: Dictionary(methods.map { ($0.name, $0) }, uniquingKeysWith: { $1 }), tokens: tokens,
            receipts: people.receipts, clock: environment.clock)
    }
}
