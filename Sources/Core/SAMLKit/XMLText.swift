/// What is looked at in a document's bytes before any parser sees them, and text as XML holds it.
package enum XMLText {
    package static let largest = 1 << 18
    /// More attributes in one place than this have no purpose but to keep a parser busy.
    static let mostAttributes = 128

    /// UTF-8, of a sensible size, without document types, entities and processing instructions.
    static func check(_ bytes: [UInt8]) throws(SAMLRefusal) {
        guard !bytes.isEmpty, bytes.count <= largest else { throw SAMLRefusal("\(bytes.count) bytes") }
        guard String(validating: bytes, as: UTF8.self) != nil, !bytes.contains(0) else {
            throw SAMLRefusal("not UTF-8")
        }
        var equals = 0
        for (index, byte) in bytes.enumerated() {
            switch byte {
            case UInt8(ascii: "<"):
                equals = 0
                let rest = bytes[(index + 1)...]
                if rest.first == UInt8(ascii: "!") {
                    guard rest.starts(with: "!--".utf8) || rest.starts(with: "![CDATA[".utf8) else {
                        throw SAMLRefusal("a document type")
                    }
                }
                if rest.first == UInt8(ascii: "?") { try checkInstruction(rest.prefix(200), at: index) }
            case UInt8(ascii: "="):
                equals += 1
                guard equals <= mostAttributes else { throw SAMLRefusal("too many attributes") }
            default: break
            }
        }
    }

    /// Only the declaration at the very beginning, and only of UTF-8.
    private static func checkInstruction(_ bytes: ArraySlice<UInt8>, at index: Int) throws(SAMLRefusal) {
        let text = String(decoding: bytes, as: UTF8.self)
        guard index == 0 || index == 3, text.hasPrefix("?xml "), let end = text.firstRange(of: "?>") else {
            throw SAMLRefusal("a processing instruction")
        }
        let declaration = text[..<end.lowerBound].lowercased()
        guard !declaration.contains("encoding") || declaration.contains("utf-8") else {
            throw SAMLRefusal("an encoding other than UTF-8")
        }
    }

    /// As text or as the value of an attribute; what XML cannot hold is left out.
    package static func escaped(_ text: String) -> String {
        var out = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": out += "&amp;"
            case "<": out += "&lt;"
            case ">": out += "&gt;"
            case "\"": out += "&quot;"
            case "\t", "\n", "\r": out += "&#\(scalar.value);"
            case _ where scalar.value < 32 || scalar.value == 0xFFFE || scalar.value == 0xFFFF: break
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out
    }

    /// An element with escaped attributes; its content is XML already. A nil attribute is left out.
    package static func element(
        _ name: String, _ attributes: KeyValuePairs<String, String?> = [:], _ content: String = ""
    ) -> String {
        let shown = attributes.map { name, value in value.map { " \(name)=\"\(escaped($0))\"" } ?? "" }.joined()
        return content.isEmpty ? "<\(name)\(shown)/>" : "<\(name)\(shown)>\(content)</\(name)>"
    }

    static func isSpace(_ scalar: Unicode.Scalar) -> Bool { [" ", "\t", "\n", "\r"].contains(scalar) }

    /// Without XML's white space at both ends.
    static func trimmed(_ text: String) -> String {
        var scalars = text.unicodeScalars[...]
        while let first = scalars.first, isSpace(first) { scalars.removeFirst() }
        while let last = scalars.last, isSpace(last) { scalars.removeLast() }
        return String(scalars)
    }
}
