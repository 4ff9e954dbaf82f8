package import FoundationEssentials

/// Makes ids; passed in so that tests may foretell them.
package struct IdentifierSource: Sendable {
    private let make: @Sendable () -> UUID

    package init(_ make: @escaping @Sendable () -> UUID) { self.make = make }

    /// A random UUID with dashes: Nova, Glance, Neutron, Placement.
    package func uuid() -> String { make().uuidString.lowercased() }
    /// A random UUID without dashes: Keystone.
    package func hex() -> String {
        String(decoding: uuid().utf8.filter { $0 != UInt8(ascii: "-") }, as: UTF8.self)
    }

    package static let random = IdentifierSource { UUID() }
}

/// Checks and rewrites of ids.
package enum Identifier {
    /// Whether `text` is a UUID with dashes, in either case.
    package static func isUUID(_ text: String) -> Bool { text.utf8.count == 36 && UUID(uuidString: text) != nil }

    /// Whether `text` is a UUID with or without dashes, as oslo's `is_uuid_like` accepts.
    package static func isUUIDLike(_ text: String) -> Bool {
        if text.utf8.count == 36 { return isUUID(text) }
        return text.utf8.count == 32 && text.utf8.allSatisfy(isHexDigit)
    }

    private static func isHexDigit(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (97...102).contains(byte) || (65...70).contains(byte)
    }
}
