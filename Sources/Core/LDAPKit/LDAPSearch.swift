/// A question to a directory.
package struct LDAPSearch: Sendable, Hashable {
    package enum Scope: Int32, Sendable, Hashable {
        /// The entry of that name alone.
        case entry = 0
        /// What stands right below it.
        case level = 1
        case subtree = 2
    }

    package var base: String
    package var scope: Scope
    package var filter: LDAPFilter
    package var attributes: [LDAPAttribute]
    /// At most so many entries; nil: all.
    package var limit: Int?

    package init(
        _ base: String, _ scope: Scope, _ filter: LDAPFilter, _ attributes: [LDAPAttribute], limit: Int? = nil
    ) {
        self.base = base
        self.scope = scope
        self.filter = filter
        self.attributes = attributes
        self.limit = limit
    }
}
