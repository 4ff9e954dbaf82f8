import CloudCore

/// A named form that a text must have; `name` stands in the message.
package struct StringFormat: Sendable {
    package var name: String
    package var accepts: @Sendable (String) -> Bool
    /// The pattern to name in the message, where the real services check by a pattern.
    package var pattern: String?

    package init(_ name: String, pattern: String? = nil, accepts: @escaping @Sendable (String) -> Bool) {
        self.name = name
        self.pattern = pattern
        self.accepts = accepts
    }

    package static let uuid = StringFormat("uuid", accepts: Identifier.isUUIDLike)
    package static let dateTime = StringFormat("date-time") { Timestamp($0) != nil }

    /// Something other than blanks at both ends, and no control characters: Nova's names.
    package static let name = StringFormat("name") { text in
        !text.isEmpty && text.first?.isWhitespace == false && text.last?.isWhitespace == false && isPrintable(text)
    }

    /// Not only blanks: Keystone's names.
    package static let notBlank = StringFormat("name", pattern: #"[\S]+"#) { $0.contains { !$0.isWhitespace } }

    /// Base64 with padding; line breaks allowed.
    package static let base64 = StringFormat("base64") { text in
        let body = text.utf8.filter { $0 != 0x0A && $0 != 0x0D }
        guard body.count % 4 == 0 else { return false }
        let core = body.reversed().drop { $0 == UInt8(ascii: "=") }
        return body.count - core.count <= 2
            && core.allSatisfy { byte in
                (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
                    || byte == UInt8(ascii: "+")
                    || byte == UInt8(ascii: "/")
            }
    }

    /// A decimal integer within the bounds.
    package static func integer(_ minimum: Int64?, _ maximum: Int64?) -> StringFormat {
        StringFormat("integer", pattern: "^[0-9]*$") { text in
            guard let value = Int64(text) else { return false }
            return value >= minimum ?? .min && value <= maximum ?? .max
        }
    }

    /// One or more of the allowed ASCII characters.
    package static func characters(_ pattern: String, _ allowed: @escaping @Sendable (UInt8) -> Bool) -> StringFormat {
        StringFormat("characters", pattern: pattern) { $0.utf8.allSatisfy(allowed) }
    }

    private static func isPrintable(_ text: String) -> Bool {
        text.unicodeScalars.allSatisfy { scalar in
            switch scalar.properties.generalCategory {
            case .control, .surrogate, .unassigned, .lineSeparator, .paragraphSeparator: false
            default: true
            }
        }
    }
}
