import CloudJSON

/// One setting that a domain has for itself.
struct DomainOption: Sendable, Hashable {
    /// `identity` or `ldap`.
    var group: String
    var name: String
    var value: JSON
}
