package import CloudCore

/// What an identity provider says of somebody: read from signed bytes only (SAML Core, 2.3.3).
package struct SAMLAssertion: Sendable, Hashable {
    package var id: String
    package var issuer: String
    package var issuedAt: Timestamp
    package var nameID: SAMLNameID?
    package var confirmations: [SAMLConfirmation]
    package var notBefore: Timestamp?
    package var notOnOrAfter: Timestamp?
    /// Of each restriction whom it names; all of them must hold.
    package var audiences: [[String]]
    package var sessionIndex: String?
    package var sessionEndsAt: Timestamp?
    package var authenticatedAt: Timestamp
    package var contextClass: String?
    package var attributes: [SAMLAttribute]
}

extension SAMLAssertion {
    private static let space = SAMLName.assertion

    /// - Parameter element: of a document that was made from signed bytes.
    init(_ element: XMLElement) throws(SAMLRefusal) {
        guard element.is("Assertion", Self.space), element["Version"] == "2.0", let id = element["ID"],
            SignatureShape.isName(id), let issuedAt = try Self.moment(element, "IssueInstant")
        else { throw SAMLRefusal("no assertion of SAML 2.0") }
        self.id = id
        self.issuedAt = issuedAt
        issuer = try SAMLResponse.issuer(of: element) ?? ""
        guard let subject = try element.only("Subject", Self.space) else {
            throw SAMLRefusal("an assertion without a subject")
        }
        nameID = try subject.only("NameID", Self.space).map { (name) throws(SAMLRefusal) in try SAMLNameID(name) }
        confirmations = []
        for confirmation in subject.all("SubjectConfirmation", Self.space) {
            confirmations.append(try SAMLConfirmation(confirmation))
        }
        audiences = []
        if let conditions = try element.only("Conditions", Self.space) {
            notBefore = try Self.moment(conditions, "NotBefore")
            notOnOrAfter = try Self.moment(conditions, "NotOnOrAfter")
            audiences = try Self.audiences(conditions)
        }
        let statements = element.all("AuthnStatement", Self.space)
        guard let statement = statements.first, statements.count == 1,
            let moment = try Self.moment(statement, "AuthnInstant")
        else { throw SAMLRefusal("not one statement that somebody signed in") }
        authenticatedAt = moment
        sessionIndex = statement["SessionIndex"]
        sessionEndsAt = try Self.moment(statement, "SessionNotOnOrAfter")
        contextClass = try statement.only("AuthnContext", Self.space)?.only("AuthnContextClassRef", Self.space)?.leaf()
        attributes = []
        for statement in element.all("AttributeStatement", Self.space) {
            guard statement.all("EncryptedAttribute", Self.space).isEmpty else {
                throw SAMLRefusal("an encrypted attribute")
            }
            for attribute in statement.all("Attribute", Self.space) { attributes.append(try SAMLAttribute(attribute)) }
        }
    }

    /// - Throws: `SAMLRefusal` for a condition that is not known: whoever does not know one must not take the
    ///   assertion.
    private static func audiences(_ conditions: XMLElement) throws(SAMLRefusal) -> [[String]] {
        var found: [[String]] = []
        for condition in conditions.children {
            guard condition.namespace == space,
                ["AudienceRestriction", "OneTimeUse", "ProxyRestriction"].contains(condition.name)
            else { throw SAMLRefusal("the condition \(condition.name)") }
            guard condition.name == "AudienceRestriction" else { continue }
            var names: [String] = []
            for audience in condition.all("Audience", space) { names.append(try audience.leaf()) }
            found.append(names)
        }
        return found
    }

    /// nil where the attribute is not there.
    static func moment(_ element: XMLElement, _ name: String) throws(SAMLRefusal) -> Timestamp? {
        guard let text = element[name] else { return nil }
        guard let moment = Timestamp(text) else { throw SAMLRefusal("\(name) is no date") }
        return moment
    }
}
