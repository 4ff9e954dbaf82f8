package import CloudAuth
import CloudConfiguration
import CloudHTTP
import CloudObservability
import CloudSQL
package import CloudService

/// Composition of the identity service: what it is given, and the parts it gives.
package struct IdentityRole: Sendable {
    package let parts: RoleParts
    /// For `apus identity rotate-keys`.
    package let keys: any KeyRepository
    /// For `apus identity rotate-credential-keys` and `migrate-credentials`.
    package let secrets: IdentitySecrets
    /// Checks tokens without asking over the network: for identity's own pipeline.
    package let verifier: any TokenVerifier
    let store: IdentityStore
    let hasher: PasswordHasher
    let kit: IdentityKit
    let people: PeopleParts

    static let migrations =
        [
            Region.migration, IdentityStore.migration, Project.migration, User.migration, Group.migration,
            Role.migration,
            Assignment.migration, Service.migration, Endpoint.migration, Revocation.migration,
            ApplicationCredential.migration, SealedCredential.migration, UserAccessRule.migration,
        ] + delegationMigrations + PeopleParts.migrations + limitMigrations + directoryMigrations
        + federationMigrations

    package init(_ environment: RoleEnvironment) throws {
        let configuration = environment.configuration
        let lifetime = try configuration[IdentitySettings.tokenLifetime]
        let keys = try IdentitySecrets.provider(environment, lifetime: lifetime)
        let database = try environment.makeDatabase("identity", Self.migrations)
        let store = IdentityStore(database: database, bus: environment.bus, clock: environment.clock)
        let secrets = try IdentitySecrets(environment, store)
        var kit = try Self.kit(environment, store, tokenLifetime: lifetime)
        let elsewhere = try DirectoryParts(environment, kit)
        kit.directories = elsewhere.directories
        let hasher = try PasswordHasher(
            cost: try configuration[IdentitySettings.passwordCost],
            threads: try configuration[IdentitySettings.passwordThreads])
        let people = try PeopleParts(environment, kit, hasher)
        let tokens = TokenBook(
            store: store, keys: keys, clock: environment.clock,
            allowExpiredWindow: try configuration[IdentitySettings.allowExpiredWindow],
            directories: elsewhere.directories)
        let observability = environment.observability.named("identity")
        let oauth1 = OAuth1Actions(
            kit: kit, tokens: tokens, clock: environment.clock, settings: try OAuth1Settings(configuration))
        let proxies = try TrustedProxies(configuration)
        let evidence = try Self.evidence(configuration, proxies)
        let methods =
            Self.methods(store, elsewhere.directories, hasher, tokens, people, oauth1) + secrets.methods
            + (evidence.userHeader.isEmpty ? [] : [ExternalMethod(store: store)])
        let actions = TokenActions(
            kit: kit, methods: Dictionary(methods.map { ($0.name, $0) }, uniquingKeysWith: { $1 }), tokens: tokens,
            receipts: people.receipts, clock: environment.clock)
        let routes = Self.routes(
            kit, hasher, tokens, people,
            TokensAPI(
                actions: actions, body: TokenRequestBody(methods), tracer: observability.tracer, evidence: evidence),
            applicationCredentialLimit: try configuration[IdentitySettings.applicationCredentialLimit])
        let verifier = LocalTokenVerifier(tokens)
        let all =
            routes.all + (try Self.delegationRoutes(oauth1, actions, evidence, configuration)) + people.routes
            + Self.limitRoutes(kit) + secrets.routes(kit, tokens) + elsewhere.routes(kit)
            + (try Self.federationRoutes(kit, actions, people.receipts.keys, configuration))
        var api = ServiceAPI(
            name: "identity", mount: "/identity", routes: all.map { $0.informed(by: elsewhere.directories) },
            faults: KeystoneFaults(), tokens: verifier)
        api.proxies = proxies
        (self.keys, self.secrets) = (keys, secrets)
        self.verifier = verifier
        self.store = store
        self.hasher = hasher
        self.kit = kit
        self.people = people
        parts = RoleParts(
            databases: [database], apis: [api],
            workers: [
                RevocationPurgeWorker.make(store, observability.log), OAuth1PurgeWorker.make(store, observability.log),
            ]
            .map { .init($0, database) } + [people.worker],
            preparations: [
                { try keys.prepare() }, people.receipts.keys.prepare, { [kit] in try await Self.requireTree(kit) },
                secrets.prepare, { try elsewhere.seal.keys.prepare() },
            ])
    }

    private static func kit(
        _ environment: RoleEnvironment, _ store: IdentityStore, tokenLifetime: Duration
    ) throws -> IdentityKit {
        let configuration = environment.configuration
        return IdentityKit(
            store: store, policy: try environment.makePolicy("identity", IdentityPolicy.rules),
            identifiers: environment.identifiers, tokenLifetime: tokenLifetime, names: try NameRules(configuration),
            limitModel: try LimitModel(named: try configuration[IdentitySettings.limitModel]))
    }

    /// The ways to sign in that are there in every cloud.
    private static func methods(
        _ store: IdentityStore, _ directories: Directories, _ hasher: PasswordHasher, _ tokens: TokenBook,
        _ people: PeopleParts, _ oauth1: OAuth1Actions
    ) -> [any AuthMethod] {
        let own: [any AuthMethod] = [
            PasswordMethod(store: store, gate: people.passwords.gate, directories: directories),
            TokenMethod(store: store, tokens: tokens),
            ApplicationCredentialMethod(store: store, hasher: hasher), OAuth1Method(store: store, oauth1: oauth1),
        ]
        return own + mappedMethods(store, tokens)
    }

    private static func routes(
        _ kit: IdentityKit, _ hasher: PasswordHasher, _ tokens: TokenBook, _ people: PeopleParts,
        _ tokensAPI: TokensAPI, applicationCredentialLimit: Int
    ) -> IdentityRoutes {
        let groups = GroupActions(kit: kit)
        let projects = ProjectActions(kit: kit)
        return IdentityRoutes(
            tokens: tokensAPI, access: AccessAPI(actions: AccessActions(kit: kit, tokens: tokens)),
            domains: DomainsAPI(actions: DomainActions(kit: kit)), projects: ProjectsAPI(actions: projects),
            tags: ProjectTagsAPI(actions: ProjectTagActions(kit: kit)),
            users: UsersAPI(
                actions: UserActions(kit: kit, passwords: people.passwords), groups: groups, projects: projects),
            groups: GroupsAPI(actions: groups), memberships: MembershipsAPI(actions: MembershipActions(kit: kit)),
            roles: RolesAPI(actions: RoleActions(kit: kit)),
            impliedRoles: ImpliedRolesAPI(actions: ImpliedRoleActions(kit: kit)),
            grants: GrantsAPI(actions: GrantActions(kit: kit)),
            assignments: RoleAssignmentsAPI(actions: RoleAssignmentActions(kit: kit)),
            regions: RegionAPI(actions: RegionActions(kit: kit)),
            services: ServicesAPI(actions: ServiceActions(kit: kit)),
            endpoints: EndpointsAPI(actions: EndpointActions(kit: kit)),
            applicationCredentials: ApplicationCredentialsAPI(
                actions: ApplicationCredentialActions(
                    kit: kit, hasher: hasher, tokens: tokens, limit: applicationCredentialLimit)))
    }
}
