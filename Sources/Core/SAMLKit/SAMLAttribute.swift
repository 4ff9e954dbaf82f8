/// An attribute of the subject (SAML Core, 2.7.3.1).
package struct SAMLAttribute: Sendable, Hashable {
    package var name: String
    package var friendlyName: String?
    package var values: [String]
}

extension SAMLAttribute {
    init(_ element: XMLElement) throws(SAMLRefusal) {
        guard let name = element["Name"], !name.isEmpty else { throw SAMLRefusal("an attribute without a name") }
        self.name = name
        friendlyName = element["FriendlyName"]
        values = []
        for value in element.all("AttributeValue", SAMLName.assertion) {
            // eduPersonTargetedID holds a name of its own.
            if let name = try value.only("NameID", SAMLName.assertion) {
                values.append(try SAMLNameID(name).qualified)
            } else {
                values.append(try value.leaf())
            }
        }
    }
}
