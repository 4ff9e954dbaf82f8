import CloudConfiguration
import CloudHTTP
import CloudSQL

/// Users from outside: who vouches for them, by what protocol, and what becomes of them here. All of
/// `/v3/OS-FEDERATION` and `/v3/auth/OS-FEDERATION`.
struct FederationArea: IdentityArea {
    static let migrations = [
        IdentityProvider.migration, FederationProtocol.migration, AttributeMapping.migration,
        ServiceProvider.migration, FederatedIdentity.migration, ExpiringMembership.migration, SeenAssertions.migration,
    ]
    static let rules = IdentityPolicy.federation

    let base: IdentityFoundation

    var methods: [any AuthMethod] {
        let tokens = TokenMethod(tokens: base.tokens)
        return ["mapped", "openid", "saml2"].map { MappedMethod(name: $0, tokens: tokens) }
    }

    func routes(_ signIn: TokenActions) throws -> [Route] {
        let (kit, clock) = (base.kit, base.store.clock)
        let login = try FederatedLogin(base.configuration, kit)
        let providers = try OIDCProviders(base.configuration, clock)
        let signOn = WebSignOn(
            login: login, tokens: signIn, providers: providers, keys: base.receipts.keys, clock: clock,
            trustedDashboards: try base.configuration[FederationSettings.trustedDashboards],
            saml: SAMLSignOn(
                login: login, provider: SAMLServiceProvider(base.configuration), keys: base.receipts.keys, clock: clock)
        )
        let saml = SAMLSignOnAPI(signOn: signOn.saml, web: signOn)
        return IdentityProvidersAPI(actions: IdentityProviderActions(kit: kit)).routes
            + FederationProtocolsAPI(actions: FederationProtocolActions(kit: kit)).routes
            + MappingsAPI(actions: MappingActions(kit: kit)).routes
            + ServiceProvidersAPI(actions: ServiceProviderActions(kit: kit)).routes
            + FederatedAuthAPI(login: login, tokens: signIn, providers: providers, saml: saml).routes
            + WebSignOnAPI(signOn: signOn).routes + saml.routes + statements
    }

    /// What this cloud says of its users to others.
    private var statements: [Route] {
        let authority = SAMLAuthority(base.configuration)
        let actions = SAMLStatementActions(kit: base.kit, tokens: base.tokens, authority: authority)
        return SAMLStatementsAPI(actions: actions, authority: authority).routes
    }
}
