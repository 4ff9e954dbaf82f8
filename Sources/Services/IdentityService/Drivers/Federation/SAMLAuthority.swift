import CloudConfiguration
import CloudCore
import FoundationEssentials
import SAMLKit

/// This cloud as an identity provider for others, as the operator set it up.
final class SAMLAuthority: Sendable {
    private let configuration: Configuration
    private let signers = FileValues<SAMLSigner>()

    init(_ configuration: Configuration) { self.configuration = configuration }

    var entityID: String { get throws { try required(SAMLAuthoritySettings.entityID) } }

    var lifetime: Duration { get throws { try configuration[SAMLAuthoritySettings.lifetime] } }

    /// What others read to know this cloud.
    /// - Throws: `Fault` 501 when it is not set up.
    func metadata() throws -> String {
        let endpoint = try required(SAMLAuthoritySettings.endpoint)
        let organization = SAMLIdentityProvider.Organization(
            language: try configuration[SAMLAuthoritySettings.language],
            name: try configuration[SAMLAuthoritySettings.organizationName],
            displayName: try configuration[SAMLAuthoritySettings.organizationDisplayName],
            url: try configuration[SAMLAuthoritySettings.organizationURL])
        let contact = SAMLIdentityProvider.Contact(
            kind: try configuration[SAMLAuthoritySettings.contactType],
            company: try configuration[SAMLAuthoritySettings.contactCompany],
            name: try configuration[SAMLAuthoritySettings.contactName],
            surname: try configuration[SAMLAuthoritySettings.contactSurname],
            email: try configuration[SAMLAuthoritySettings.contactEmail],
            telephone: try configuration[SAMLAuthoritySettings.contactTelephone])
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
        let key = try required(SAMLAuthoritySettings.keyFile)
        let certificate = try required(SAMLAuthoritySettings.certificateFile)
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

    private func required(_ key: ConfigurationKey<String>) throws -> String {
        let text = try configuration[key]
        guard !text.isEmpty else {
            throw Fault.notImplemented("This cloud is not set up as an identity provider: \(key.name) is not set.")
        }
        return text
    }

    private static func unusable(_ cause: String) -> Fault {
        .unavailable("This cloud cannot sign assertions now.", cause: cause)
    }
}
