import CloudCore
import SAMLKit

extension Assertion {
    /// What a mapping sees of a SAML2 assertion: each attribute by its name, by its friendly name, and by both after
    /// `MELLON_`; and what Shibboleth's and mellon's modules for web servers say of the session.
    /// - Parameter remoteUser: the attribute that is `REMOTE_USER`; empty: the subject's name is.
    init(_ saml: SAMLAssertion, remoteUser: String) {
        var values: [String: [String]] = [:]
        // A friendly name is no name: where two attributes meet, the proper one stands.
        for attribute in saml.attributes {
            if let name = attribute.friendlyName, !name.isEmpty { Self.add(attribute.values, name, &values) }
        }
        var named: [String: [String]] = [:]
        for attribute in saml.attributes { Self.add(attribute.values, attribute.name, &named) }
        values.merge(named) { $1 }
        for (name, list) in values { values["MELLON_" + name] = list }
        let user = values[remoteUser] ?? (remoteUser.isEmpty ? saml.nameID.map { [$0.value] } : nil)
        for (name, list) in Self.session(saml) { values[name] = list.isEmpty ? nil : list }
        values["REMOTE_USER"] = user
        self.init(lists: values)
    }

    private static func add(_ list: [String], _ name: String, _ values: inout [String: [String]]) {
        values[name, default: []] += list
    }

    /// The provider's own attributes of these names mean nothing, not even where the list is empty.
    private static func session(_ saml: SAMLAssertion) -> [String: [String]] {
        var session = ["Shib-Identity-Provider", "MELLON_IDP"].reduce(into: [:]) { $0[$1] = [saml.issuer] }
        for name in ["Shib-Session-ID", "MELLON_SESSION"] { session[name] = [saml.id] }
        session["Shib-Session-Index"] = saml.sessionIndex.map { [$0] } ?? []
        session["Shib-Authentication-Instant"] = [saml.authenticatedAt.text(.seconds)]
        for name in ["Shib-Authentication-Method", "Shib-AuthnContext-Class"] {
            session[name] = saml.contextClass.map { [$0] } ?? []
        }
        let name = saml.nameID
        for key in ["NAME_ID", "MELLON_NAME_ID"] { session[key] = name.map { [$0.value] } ?? [] }
        session["persistent-id"] = name?.format == SAMLName.persistent ? name.map { [$0.qualified] } ?? [] : []
        return session
    }
}
