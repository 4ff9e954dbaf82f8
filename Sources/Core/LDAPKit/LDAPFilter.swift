/// A search filter in its text form (RFC 4515), whose values are always escaped.
package struct LDAPFilter: Sendable, Hashable {
    package let text: String

    private init(_ text: String) { self.text = text }

    /// An operator's own text, with or without its parentheses; nil when it is empty.
    package init?(operator text: String) {
        guard !text.isEmpty else { return nil }
        self.text = text.hasPrefix("(") ? text : "(\(text))"
    }

    package static func equal(_ attribute: LDAPAttribute, _ value: String) -> LDAPFilter {
        equal(attribute, bytes: Array(value.utf8))
    }

    package static func equal(_ attribute: LDAPAttribute, bytes: [UInt8]) -> LDAPFilter {
        LDAPFilter("(\(attribute.name)=\(escaped(bytes)))")
    }

    /// A match by a rule of the server's (RFC 4511, 4.5.1.7.7): Active Directory's chains.
    package static func match(_ attribute: LDAPAttribute, rule: String, _ value: String) -> LDAPFilter {
        LDAPFilter("(\(attribute.name):\(rule):=\(escaped(Array(value.utf8))))")
    }

    package static func present(_ attribute: LDAPAttribute) -> LDAPFilter { LDAPFilter("(\(attribute.name)=*)") }

    package static func all(_ filters: [LDAPFilter]) -> LDAPFilter {
        filters.count == 1 ? filters[0] : LDAPFilter("(&\(filters.map(\.text).joined()))")
    }

    /// What has a meaning in a filter, control characters and what is not ASCII become `\xx`.
    static func escaped(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        var out: [UInt8] = []
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "*"), UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "\\"), 0..<0x20, 0x7F...:
                out += [UInt8(ascii: "\\"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            default: out.append(byte)
            }
        }
        return String(decoding: out, as: UTF8.self)
    }
}
