package import CloudCore

/// What this cloud says of a user of its own to another (SAML Core, 2.3.3, 3.3.3).
package struct SAMLStatement: Sendable {
    package var issuer: String
    package var recipient: String
    package var subject: String
    package var attributes: [(name: String, values: [String])]
    package var now: Timestamp
    package var lifetime: Duration
    /// Of the answer, the assertion and the session.
    package var ids: (response: String, assertion: String, session: String)

    package init(
        issuer: String, recipient: String, subject: String, attributes: [(name: String, values: [String])],
        now: Timestamp, lifetime: Duration, ids: (response: String, assertion: String, session: String)
    ) {
        (self.issuer, self.recipient, self.subject) = (issuer, recipient, subject)
        (self.attributes, self.now, self.lifetime, self.ids) = (attributes, now, lifetime, ids)
    }

    /// The answer; its assertion is signed.
    package func response(_ signer: SAMLSigner) throws(SAMLRefusal) -> String {
        try signer.signed(ids.assertion) { signature in
            XMLText.element(
                "samlp:Response",
                [
                    "xmlns:samlp": SAMLName.request, "xmlns:saml": SAMLName.assertion, "ID": ids.response,
                    "Version": "2.0", "IssueInstant": now.text(.seconds), "Destination": recipient,
                ],
                named
                    + XMLText.element(
                        "samlp:Status", [:], XMLText.element("samlp:StatusCode", ["Value": SAMLName.success]))
                    + assertion(signature))
        }
    }

    /// The answer for a program to carry (SAML Profiles, 4.2.4).
    package func envelope(_ response: String, relayState: String) -> String {
        let attributes: KeyValuePairs<String, String?> = [
            "xmlns:ecp": SAMLName.ecp, "S:mustUnderstand": "1", "S:actor": SAMLName.nextActor,
        ]
        return XMLText.element(
            "S:Envelope", ["xmlns:S": SAMLName.soap],
            XMLText.element(
                "S:Header", [:], XMLText.element("ecp:RelayState", attributes, XMLText.escaped(relayState)))
                + XMLText.element("S:Body", [:], response))
    }

    private var named: String {
        XMLText.element("saml:Issuer", ["Format": SAMLName.entityFormat], XMLText.escaped(issuer))
    }

    private func assertion(_ signature: String) -> String {
        let end = (now + lifetime).text(.seconds)
        let confirmation = XMLText.element(
            "saml:SubjectConfirmation", ["Method": SAMLName.bearer],
            XMLText.element("saml:SubjectConfirmationData", ["NotOnOrAfter": end, "Recipient": recipient]))
        let context = XMLText.element(
            "saml:AuthnContext", [:],
            XMLText.element("saml:AuthnContextClassRef", [:], SAMLName.passwordClass)
                + XMLText.element("saml:AuthenticatingAuthority", [:], XMLText.escaped(issuer)))
        let content =
            named + signature
            + XMLText.element(
                "saml:Subject", [:], XMLText.element("saml:NameID", [:], XMLText.escaped(subject)) + confirmation)
            + XMLText.element("saml:Conditions", ["NotBefore": now.text(.seconds), "NotOnOrAfter": end])
            + XMLText.element(
                "saml:AuthnStatement",
                ["AuthnInstant": now.text(.seconds), "SessionIndex": ids.session, "SessionNotOnOrAfter": end], context)
            + XMLText.element("saml:AttributeStatement", [:], shown)
        return XMLText.element(
            "saml:Assertion", ["ID": ids.assertion, "Version": "2.0", "IssueInstant": now.text(.seconds)], content)
    }

    private var shown: String {
        attributes.map { name, values in
            let held = values.map {
                XMLText.element(
                    "saml:AttributeValue",
                    [
                        "xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
                        "xmlns:xs": "http://www.w3.org/2001/XMLSchema", "xsi:type": "xs:string",
                    ], XMLText.escaped($0))
            }
            return XMLText.element("saml:Attribute", ["Name": name], held.joined())
        }.joined()
    }
}
