/// This cloud as an identity provider, as its metadata shows it (SAML Metadata, 2.4.3).
package struct SAMLIdentityProvider: Sendable, Hashable {
    /// Who answers for it; in the metadata only when all of it is given.
    package struct Contact: Sendable, Hashable {
        package var kind: String
        package var company: String
        package var name: String
        package var surname: String
        package var email: String
        package var telephone: String

        package init(
            kind: String, company: String, name: String, surname: String, email: String, telephone: String
        ) {
            (self.kind, self.company, self.name) = (kind, company, name)
            (self.surname, self.email, self.telephone) = (surname, email, telephone)
        }
    }

    package struct Organization: Sendable, Hashable {
        package var language: String
        package var name: String
        package var displayName: String
        package var url: String

        package init(language: String, name: String, displayName: String, url: String) {
            (self.language, self.name, self.displayName, self.url) = (language, name, displayName, url)
        }
    }

    package var entityID: String
    package var endpoint: String
    package var certificate: SAMLCertificate
    package var organization: Organization?
    package var contact: Contact?

    package init(
        entityID: String, endpoint: String, certificate: SAMLCertificate, organization: Organization?,
        contact: Contact?
    ) {
        (self.entityID, self.endpoint, self.certificate) = (entityID, endpoint, certificate)
        (self.organization, self.contact) = (organization, contact)
    }

    package var metadata: String {
        let content =
            SAMLMetadata.key(certificate) + (organization?.xml ?? "") + (contact?.xml ?? "")
            + XMLText.element("md:NameIDFormat", [:], SAMLName.transient)
            + XMLText.element(
                "md:SingleSignOnService", ["Binding": SAMLName.uriBinding, "Location": endpoint])
        return SAMLMetadata.entity(
            entityID,
            XMLText.element("md:IDPSSODescriptor", ["protocolSupportEnumeration": SAMLName.request], content))
    }
}

extension SAMLIdentityProvider.Organization {
    fileprivate var xml: String {
        let parts = [
            ("md:OrganizationName", name), ("md:OrganizationDisplayName", displayName), ("md:OrganizationURL", url),
        ].map { XMLText.element($0, ["xml:lang": language], XMLText.escaped($1)) }
        return XMLText.element("md:Organization", [:], parts.joined())
    }
}

extension SAMLIdentityProvider.Contact {
    fileprivate var xml: String {
        let parts = [
            ("md:Company", company), ("md:GivenName", name), ("md:SurName", surname), ("md:EmailAddress", email),
            ("md:TelephoneNumber", telephone),
        ].map { XMLText.element($0, [:], XMLText.escaped($1)) }
        return XMLText.element("md:ContactPerson", ["contactType": kind], parts.joined())
    }
}
