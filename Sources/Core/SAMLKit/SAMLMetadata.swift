/// What an identity provider publishes of itself: its name, its keys and where it is asked (SAML Metadata, 2.4.3).
///
/// The file is the operator's, who answers for where it came from: a signature in it is not looked at.
package struct SAMLMetadata: Sendable, Hashable {
    package var entityID: String
    package var certificates: [SAMLCertificate]
    /// Where browsers are sent with a request; nil when the provider takes none by HTTP-Redirect.
    package var redirectURL: String?

    /// - Parameter entityID: which of several providers; nil: the only one in the file.
    package init(_ bytes: [UInt8], entityID: String?) throws(SAMLRefusal) {
        let document = try XMLDocument(bytes)
        let space = SAMLName.metadata
        let entities = document.root.flattened.filter {
            $0.is("EntityDescriptor", space) && !$0.all("IDPSSODescriptor", space).isEmpty
                && (entityID == nil || $0["entityID"] == entityID)
        }
        guard entities.count == 1, let entity = entities.first, let name = entity["entityID"],
            let provider = try entity.only("IDPSSODescriptor", space)
        else { throw SAMLRefusal("\(entities.count) identity providers in the metadata") }
        self.entityID = name
        redirectURL =
            provider.all("SingleSignOnService", space).first { $0["Binding"] == SAMLName.redirectBinding }?[
                "Location"]
        certificates = []
        for key in provider.all("KeyDescriptor", space) where key["use"] ?? "signing" == "signing" {
            for held in key.flattened where held.is("X509Certificate", SAMLName.signature) {
                certificates.append(try SAMLCertificate(base64: held.leaf()))
            }
        }
        guard !certificates.isEmpty else { throw SAMLRefusal("no certificate in the metadata") }
    }

    /// This cloud as a service provider.
    /// - Parameters:
    ///   - consumer: where answers are taken.
    package static func serviceProvider(
        entityID: String, consumer: String, certificate: SAMLCertificate?
    ) -> String {
        let services = [SAMLName.postBinding, SAMLName.paosBinding].enumerated().map { index, binding in
            XMLText.element(
                "md:AssertionConsumerService",
                [
                    "Binding": binding, "Location": consumer, "index": "\(index)",
                    "isDefault": index == 0 ? "true" : nil,
                ])
        }
        let content = (certificate.map { key($0) } ?? "") + services.joined()
        return entity(
            entityID,
            XMLText.element(
                "md:SPSSODescriptor",
                [
                    "protocolSupportEnumeration": SAMLName.request,
                    "AuthnRequestsSigned": certificate == nil ? "false" : "true", "WantAssertionsSigned": "true",
                ], content))
    }

    static func entity(_ entityID: String, _ content: String) -> String {
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
            + XMLText.element(
                "md:EntityDescriptor", ["xmlns:md": SAMLName.metadata, "entityID": entityID], content) + "\n"
    }

    static func key(_ certificate: SAMLCertificate) -> String {
        XMLText.element(
            "md:KeyDescriptor", ["use": "signing"],
            XMLText.element(
                "ds:KeyInfo", ["xmlns:ds": SAMLName.signature],
                "<ds:X509Data><ds:X509Certificate>\(certificate.base64)</ds:X509Certificate></ds:X509Data>"))
    }
}
