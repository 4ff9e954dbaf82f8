import CloudConfiguration

/// Settings of this cloud as an identity provider for others: `identity.saml.…`, by the names that Keystone's group
/// `[saml]` has.
enum SAMLAuthoritySettings {
    static let entityID = text("idp_entity_id")
    /// Where users of other clouds would sign in.
    static let endpoint = text("idp_sso_endpoint")
    /// How long what is said of a user holds.
    static let lifetime = ConfigurationKey<Duration>(
        "identity.saml.assertion_expiration_time", default: .seconds(3600))
    static let keyFile = text("keyfile")
    static let certificateFile = text("certfile")

    static let language = text("idp_lang", "en")
    static let organizationName = text("idp_organization_name")
    static let organizationDisplayName = text("idp_organization_display_name")
    static let organizationURL = text("idp_organization_url")
    static let contactType = text("idp_contact_type", "other")
    static let contactCompany = text("idp_contact_company")
    static let contactName = text("idp_contact_name")
    static let contactSurname = text("idp_contact_surname")
    static let contactEmail = text("idp_contact_email")
    static let contactTelephone = text("idp_contact_telephone")

    private static func text(_ name: String, _ fallback: String = "") -> ConfigurationKey<String> {
        ConfigurationKey("identity.saml.\(name)", default: fallback)
    }
}
