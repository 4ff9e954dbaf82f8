import CloudConfiguration
import CloudCore
import CloudHTTP
import FoundationEssentials
import SAMLKit

/// This cloud as an identity provider for others, as the operator set it up: `identity.saml.…`, by the names that
/// Keystone's group `[saml]` has.
final class SAMLAuthority: Sendable {
    private let configuration: Configuration
    private let signers = FileValues<SAMLSigner>()

    init(_ configuration: Configuration) { self.configuration = configuration }

    var entityID: String {
        get throws {
            let name = try text("idp_entity_id")
            guard !name.isEmpty else { throw Self.missing("idp_entity_id") }
            return name
        }
    }

    var lifetime: Duration {
        get throws {
            try configuration[
                ConfigurationKey<Duration>("identity.saml.assertion_expiration_time", default: .seconds(3600))]
        }
    }

    /// What others read to know this cloud.
    /// - Throws: `Fault` 501 when it is not set up.
    func metadata() throws -> String {
        let endpoint = try text("idp_sso_endpoint")
        guard !endpoint.isEmpty else { throw Self.missing("idp_sso_endpoint") }
        let organization = SAMLIdentityProvider.Organization(
            language: try text("idp_lang", "en"), name: try text("idp_organization_name"),
            displayName: try text("idp_organization_display_name"), url: try text("idp_organization_url"))
        let contact = SAMLIdentityProvider.Contact(
            kind: try text("idp_contact_type", "other"), company: try text("idp_contact_company"),
            name: try text("idp_contact_name"), surname: try text("idp_contact_surname"),
            email: try text("idp_contact_email"), telephone: try text("idp_contact_telephone"))
        let all = [organization.name, organization.displayName, organization.url]
        let person = [contact.company, contact.name, contact.surname, contact.email, contact.telephone]
        return SAMLIdentityProvider(
            entityID: try entityID, endpoint: endpoint, certificate: try signer().certificate,
            organization: all.contains("") ? nil : organization, contact: person.contains("") ? nil : contact
        ).metadata
    }

    /// The key as it is in its file now.
    /// - Throws: `Fault` 501 without one, 503 when it cannot be used.
    func signer() throws -> SAMLSigner {
        let (key, certificate) = (try text("keyfile"), try text("certfile"))
        guard !key.isEmpty else { throw Self.missing("keyfile") }
        guard !certificate.isEmpty else { throw Self.missing("certfile") }
        return try signers.value(of: [key, certificate]) { try Self.signer(key, certificate) }
    }

    static func signer(_ keyPath: String, _ certificatePath: String) throws -> SAMLSigner {
        let key = try SecretFile.read(keyPath)
        guard let certificate = FileManager.default.contents(atPath: certificatePath) else {
            throw unusable("\(certificatePath) cannot be read")
        }
        do {
            guard let first = try SAMLCertificate.all(pem: String(decoding: certificate, as: UTF8.self)).first else {
                throw SAMLRefusal("no certificate in it")
            }
            return try SAMLSigner(keyPEM: key, certificate: first)
        } catch {
            throw unusable("\(keyPath), \(certificatePath): \(error)")
        }
    }

    private func text(_ name: String, _ fallback: String = "") throws -> String {
        try configuration[ConfigurationKey<String>("identity.saml.\(name)", default: fallback)]
    }

    private static func missing(_ name: String) -> Fault {
        .notImplemented("This cloud is not set up as an identity provider: identity.saml.\(name) is not set.")
    }

    private static func unusable(_ cause: String) -> Fault {
        .unavailable("This cloud cannot sign assertions now.", cause: cause)
    }
}
