/// An entry as a search found it.
package struct LDAPEntry: Sendable, Hashable {
    package var name: String
    /// Values by lower-case attribute name.
    package var values: [String: [[UInt8]]]

    package init(name: String, values: [String: [[UInt8]]]) {
        self.name = name
        self.values = values
    }

    /// The first value, as text; nil when there is none, or when it is no UTF-8.
    package func text(_ attribute: LDAPAttribute) -> String? { texts(attribute).first }

    package func texts(_ attribute: LDAPAttribute) -> [String] {
        (values[attribute.key] ?? []).compactMap { String(validating: $0, as: UTF8.self) }
    }

    package func bytes(_ attribute: LDAPAttribute) -> [UInt8]? { values[attribute.key]?.first }
}
