import CloudConfiguration

/// Federation's settings for the whole cloud; each provider has its own (`OIDCSettings`).
enum FederationSettings {
    /// Where browsers may be sent with a token: `https://dashboard/auth/websso/`.
    static let trustedDashboards = ConfigurationKey<[String]>("identity.federation.trusted_dashboards", default: [])
    /// The attribute that must hold one of a provider's remote ids, where its protocol names none.
    static let remoteIDAttribute = ConfigurationKey<String>("identity.federation.remote_id_attribute", default: "")
    /// How long group memberships outlive a sign-in, where the provider names no time.
    static let membershipLifetime = ConfigurationKey<Duration>(
        "identity.federation.default_authorization_ttl", default: .zero)

    /// Where identity is, as SAML2 providers and browsers know it.
    static let samlPublicURL = ConfigurationKey<String>("identity.federation.saml.public_url", default: "")
    /// The name by which SAML2 providers know this cloud; empty: the address of its metadata.
    static let samlEntityID = ConfigurationKey<String>("identity.federation.saml.entity_id", default: "")
    /// What requests to SAML2 providers are signed with; empty: they are not signed.
    static let samlKeyFile = ConfigurationKey<String>("identity.federation.saml.keyfile", default: "")
    static let samlCertificateFile = ConfigurationKey<String>("identity.federation.saml.certfile", default: "")
}

extension FederatedLogin {
    init(_ configuration: Configuration, _ kit: IdentityKit) throws {
        self.init(
            kit: kit, remoteIDAttribute: try configuration[FederationSettings.remoteIDAttribute],
            membershipLifetime: try configuration[FederationSettings.membershipLifetime])
    }
}
