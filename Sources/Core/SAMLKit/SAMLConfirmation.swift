package import CloudCore

/// How whoever shows an assertion proves to be its subject (SAML Core, 2.4.1.1).
package struct SAMLConfirmation: Sendable, Hashable {
    package var method: String
    package var recipient: String?
    package var requestID: String?
    package var notBefore: Timestamp?
    package var notOnOrAfter: Timestamp?
}

extension SAMLConfirmation {
    init(_ element: XMLElement) throws(SAMLRefusal) {
        method = element["Method"] ?? ""
        guard let shown = try element.only("SubjectConfirmationData", SAMLName.assertion) else { return }
        recipient = shown["Recipient"]
        requestID = shown["InResponseTo"]
        notBefore = try SAMLAssertion.moment(shown, "NotBefore")
        notOnOrAfter = try SAMLAssertion.moment(shown, "NotOnOrAfter")
    }
}
