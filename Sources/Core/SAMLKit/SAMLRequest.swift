package import CloudCore

/// This service provider asks for somebody (SAML Core, 3.4.1).
package struct SAMLRequest: Sendable {
    package var id: String
    package var issuer: String
    package var destination: String
    package var consumer: String
    package var binding: String
    package var now: Timestamp

    package init(id: String, issuer: String, destination: String, consumer: String, binding: String, now: Timestamp) {
        (self.id, self.issuer, self.destination) = (id, issuer, destination)
        (self.consumer, self.binding, self.now) = (consumer, binding, now)
    }

    package var xml: String { xml("") }

    package func signed(_ signer: SAMLSigner) throws(SAMLRefusal) -> String {
        try signer.signed(id) { xml($0) }
    }

    private func xml(_ signature: String) -> String {
        XMLText.element(
            "samlp:AuthnRequest",
            [
                "xmlns:samlp": SAMLName.request, "xmlns:saml": SAMLName.assertion, "ID": id, "Version": "2.0",
                "IssueInstant": now.text(.seconds), "Destination": destination.isEmpty ? nil : destination,
                "AssertionConsumerServiceURL": consumer, "ProtocolBinding": binding,
            ],
            XMLText.element("saml:Issuer", [:], XMLText.escaped(issuer)) + signature
                + XMLText.element("samlp:NameIDPolicy", ["AllowCreate": "true"]))
    }

    /// As HTTP-Redirect carries it: DEFLATE in base64. One stored block is what any inflater reads (RFC 1951, 3.2.4).
    package var deflated: String {
        let bytes = Array(xml.utf8.prefix(65535))
        let count = UInt16(bytes.count)
        let sizes = [count, ~count].flatMap { [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)] }
        return Base64Text.text([1] + sizes + bytes)
    }

    /// As a program gets it that speaks for its user: SOAP with the address to answer to (SAML Profiles, 4.2.3).
    package func envelope(signer: SAMLSigner?) throws(SAMLRefusal) -> String {
        let attributes: KeyValuePairs<String, String?> = [
            "S:mustUnderstand": "1", "S:actor": SAMLName.nextActor, "responseConsumerURL": consumer,
            "service": SAMLName.ecp,
        ]
        let asking = XMLText.element(
            "ecp:Request", ["S:mustUnderstand": "1", "S:actor": SAMLName.nextActor, "IsPassive": "0"],
            XMLText.element("saml:Issuer", [:], XMLText.escaped(issuer)))
        return XMLText.element(
            "S:Envelope",
            [
                "xmlns:S": SAMLName.soap, "xmlns:paos": SAMLName.paos, "xmlns:ecp": SAMLName.ecp,
                "xmlns:saml": SAMLName.assertion,
            ],
            XMLText.element("S:Header", [:], XMLText.element("paos:Request", attributes) + asking)
                + XMLText.element(
                    "S:Body", [:], try signer.map { (signer) throws(SAMLRefusal) in try signed(signer) } ?? xml))
    }
}
