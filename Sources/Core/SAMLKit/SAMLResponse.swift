/// An answer of an identity provider with the one assertion in it, whose signature holds (SAML Core, 3.3.3).
package struct SAMLResponse: Sendable, Hashable {
    /// What the answer says of itself; nobody may believe it when only the assertion is signed, but it may refuse.
    package var issuer: String?
    package var destination: String?
    package var requestID: String?
    package var assertion: SAMLAssertion

    /// Reads an answer, alone or in a SOAP envelope.
    /// - Parameter certificates: the provider's: no other key counts, whatever the document brings.
    /// - Throws: `SAMLRefusal`; its text is for the log.
    package init(_ bytes: [UInt8], signedBy certificates: [SAMLCertificate]) throws(SAMLRefusal) {
        let document = try XMLDocument(bytes)
        try document.requireUniqueIDs()
        let response = try Self.response(in: document.root)
        let claimed = try Self.assertion(in: response, of: document.root)
        let own = try XMLDocument.signature(of: response)
        let inner = try XMLDocument.signature(of: claimed)
        // A signature anywhere else is there to be found instead of the right one.
        let count = document.root.flattened.count { $0.name == "Signature" }
        guard count == (own == nil ? 0 : 1) + (inner == nil ? 0 : 1) else {
            throw SAMLRefusal("a signature in a place where none belongs")
        }
        guard own != nil || inner != nil else { throw SAMLRefusal("nothing is signed") }
        var trusted = response
        var assertion: XMLElement?
        if let own {
            trusted = try document.verified(response, by: own, certificates).root
            assertion = try Self.assertion(in: trusted, of: trusted)
        }
        if let inner { assertion = try document.verified(claimed, by: inner, certificates).root }
        guard let assertion else { throw SAMLRefusal("nothing is signed") }
        try self.init(trusted, assertion)
    }

    /// What request the document claims to answer: to find out who must have signed it, and for nothing else.
    package static func claimedRequest(_ bytes: [UInt8]) -> String? {
        guard let document = try? XMLDocument(bytes), let response = try? response(in: document.root) else {
            return nil
        }
        return response["InResponseTo"]
    }

    private init(_ response: XMLElement, _ assertion: XMLElement) throws(SAMLRefusal) {
        guard response["Version"] == "2.0" else { throw SAMLRefusal("another version than 2.0") }
        let status = try response.only("Status", SAMLName.request)?.only("StatusCode", SAMLName.request)
        guard status?["Value"] == SAMLName.success else {
            throw SAMLRefusal("the provider says \(status?["Value"]?.prefix(100) ?? "nothing of success")")
        }
        issuer = try Self.issuer(of: response)
        destination = response["Destination"].flatMap { $0.isEmpty ? nil : $0 }
        requestID = response["InResponseTo"]
        self.assertion = try SAMLAssertion(assertion)
    }

    private static func response(in root: XMLElement) throws(SAMLRefusal) -> XMLElement {
        let found: XMLElement?
        if root.is("Envelope", SAMLName.soap) {
            let body = try root.only("Body", SAMLName.soap)
            found = body?.children.count == 1 ? body?.children.first : nil
        } else {
            found = root
        }
        guard let found, found.is("Response", SAMLName.request) else { throw SAMLRefusal("no answer of SAML 2.0") }
        guard root.flattened.count(where: { $0.name == "Response" && $0.namespace != SAMLName.ecp }) == 1 else {
            throw SAMLRefusal("more than one answer")
        }
        return found
    }

    /// The only assertion of the whole document, which stands right in the answer.
    private static func assertion(in response: XMLElement, of root: XMLElement) throws(SAMLRefusal) -> XMLElement {
        let all = root.flattened.filter { $0.name.hasSuffix("Assertion") }
        if all.contains(where: { $0.name == "EncryptedAssertion" }) { throw SAMLRefusal("an encrypted assertion") }
        guard all.count <= 1 else { throw SAMLRefusal("\(all.count) assertions") }
        guard let assertion = try response.only("Assertion", SAMLName.assertion) else {
            // Without one the status tells why.
            let status = try response.only("Status", SAMLName.request)?.only("StatusCode", SAMLName.request)
            throw SAMLRefusal("no assertion; the status is \(status?["Value"]?.prefix(100) ?? "missing")")
        }
        return assertion
    }

    static func issuer(of element: XMLElement) throws(SAMLRefusal) -> String? {
        guard let issuer = try element.only("Issuer", SAMLName.assertion) else { return nil }
        guard issuer["Format"] ?? SAMLName.entityFormat == SAMLName.entityFormat else {
            throw SAMLRefusal("an issuer that is no entity")
        }
        return try issuer.leaf()
    }
}
