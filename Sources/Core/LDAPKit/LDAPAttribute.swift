/// An attribute description (RFC 4512, 2.5): a name or an OID, and options.
package struct LDAPAttribute: Sendable, Hashable {
    package let name: String
    /// What an entry's attributes are found by.
    package var key: String { name.lowercased() }

    /// nil when the text could mean anything else in a filter.
    package init?(_ name: String) {
        guard let first = name.utf8.first, Self.isLetter(first) || Self.isDigit(first), name.utf8.count <= 255,
            name.utf8.allSatisfy({
                Self.isLetter($0) || Self.isDigit($0)
                    || [UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: ";")]
                        .contains($0)
            })
        else { return nil }
        self.name = name
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (65...90).contains(byte) || (97...122).contains(byte) }
    private static func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }
}

extension LDAPAttribute {
    package static let objectClass = LDAPAttribute(known: "objectClass")

    /// A name that stands in the program.
    private init(known name: String) { self.name = name }
}
