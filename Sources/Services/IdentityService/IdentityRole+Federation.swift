import CloudConfiguration
import CloudCore
import CloudHTTP

/// Federation's settings for the whole cloud; each provider has its own (`OIDCSettings`).
enum FederationSettings {
    /// Where browsers may be sent with a token: `https://dashboard/auth/websso/`.
    static let trustedDashboards = ConfigurationKey<[String]>("identity.federation.trusted_dashboards", default: [])
    /// The attribute that must hold one of a provider's remote ids, where its protocol names none.
    static let remoteIDAttribute = ConfigurationKey<String>("identity.federation.remote_id_attribute", default: "")
    /// How long group memberships outlive a sign-in, where the provider names no time.
    static let membershipLifetime = ConfigurationKey<Duration>(
        "identity.federation.default_authorization_ttl", default: .zero)
}

extension IdentityRole {
    static let federationMigrations = [
        IdentityProvider.migration, FederationProtocol.migration, AttributeMapping.migration,
        ServiceProvider.migration, FederatedIdentity.migration, ExpiringMembership.migration,
    ]

    static func mappedMethods(_ store: IdentityStore, _ tokens: TokenBook) -> [any AuthMethod] {
        ["mapped", "openid", "saml2"].map { MappedMethod(name: $0, tokens: TokenMethod(store: store, tokens: tokens)) }
    }

    /// All of `/v3/OS-FEDERATION` and `/v3/auth/OS-FEDERATION`.
    static func federationRoutes(
        _ kit: IdentityKit, _ tokens: TokenActions, _ keys: FernetKeys, _ configuration: Configuration
    ) throws -> [Route] {
        let login = FederatedLogin(
            kit: kit, remoteIDAttribute: try configuration[FederationSettings.remoteIDAttribute],
            membershipLifetime: try configuration[FederationSettings.membershipLifetime])
        let providers = OIDCProviders(configuration, tokens.clock)
        let signOn = WebSignOn(
            login: login, tokens: tokens, providers: providers, keys: keys, clock: tokens.clock,
            trustedDashboards: try configuration[FederationSettings.trustedDashboards])
        return IdentityProvidersAPI(actions: IdentityProviderActions(kit: kit)).routes
            + FederationProtocolsAPI(actions: FederationProtocolActions(kit: kit)).routes
            + MappingsAPI(actions: MappingActions(kit: kit)).routes
            + ServiceProvidersAPI(actions: ServiceProviderActions(kit: kit)).routes
            + FederatedAuthAPI(login: login, tokens: tokens, providers: providers).routes
            + WebSignOnAPI(signOn: signOn).routes
    }
}
