/// By what name a provider knows the subject (SAML Core, 2.2.3).
package struct SAMLNameID: Sendable, Hashable {
    package var value: String
    package var format: String?
    package var qualifier: String?
    package var providerQualifier: String?
}

extension SAMLNameID {
    init(_ element: XMLElement) throws(SAMLRefusal) {
        value = try element.leaf()
        format = element["Format"]
        qualifier = element["NameQualifier"]
        providerQualifier = element["SPNameQualifier"]
        guard !value.isEmpty else { throw SAMLRefusal("a name that is empty") }
    }

    /// As Shibboleth writes persistent names: `provider!service!name`.
    package var qualified: String { [qualifier ?? "", providerQualifier ?? "", value].joined(separator: "!") }
}
