/// Reads the XML that libvirt writes: elements, attributes, text, comments and the five entities; no DTD.
package struct XMLReader {
    private let bytes: [UInt8]
    private var position = 0
    private static let deepest = 64

    private init(_ text: String) { bytes = Array(text.utf8) }

    /// The root element; nil when the text is no XML of this kind.
    package static func parse(_ text: String) -> XMLElement? {
        var reader = XMLReader(text)
        reader.skipMisc()
        return reader.element(depth: 0)
    }

    private mutating func element(depth: Int) -> XMLElement? {
        guard depth < Self.deepest, take("<"), let name = word() else { return nil }
        var element = XMLElement(name)
        while true {
            skipSpace()
            if take("/>") { return element }
            if take(">") { break }
            guard let key = word(), take("="), let value = quoted() else { return nil }
            element.attributes.append(.init(key, value))
        }
        var text: [UInt8] = []
        while position < bytes.count {
            if take("</") {
                guard word() == name else { return nil }
                skipSpace()
                guard take(">") else { return nil }
                if element.children.isEmpty { element.text = Self.unescaped(text[...]) }
                return element
            }
            if skipComment() { continue }
            if bytes[position] == UInt8(ascii: "<") {
                guard let child = self.element(depth: depth + 1) else { return nil }
                element.children.append(child)
            } else {
                text.append(bytes[position])
                position += 1
            }
        }
        return nil
    }

    private mutating func quoted() -> String? {
        guard position < bytes.count else { return nil }
        let quote = bytes[position]
        guard quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") else { return nil }
        let start = position + 1
        guard let end = bytes[start...].firstIndex(of: quote) else { return nil }
        position = end + 1
        return Self.unescaped(bytes[start..<end])
    }

    private mutating func word() -> String? {
        let start = position
        while position < bytes.count, !Array(" \t\r\n=<>/".utf8).contains(bytes[position]) { position += 1 }
        return start == position ? nil : String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private mutating func take(_ text: StaticString) -> Bool {
        let expected = text.withUTF8Buffer { Array($0) }
        guard bytes[position...].starts(with: expected) else { return false }
        position += expected.count
        return true
    }

    private mutating func skipSpace() {
        while position < bytes.count, bytes[position] <= 0x20 { position += 1 }
    }

    private mutating func skipComment() -> Bool {
        guard take("<!--") else { return false }
        while position < bytes.count, !take("-->") { position += 1 }
        return true
    }

    /// A prolog, comments and white space before the root.
    private mutating func skipMisc() {
        while position < bytes.count {
            skipSpace()
            if skipComment() { continue }
            guard take("<?") else { return }
            while position < bytes.count, !take("?>") { position += 1 }
        }
    }

    private static func unescaped(_ bytes: ArraySlice<UInt8>) -> String {
        let text = String(decoding: bytes, as: UTF8.self)
        guard bytes.contains(UInt8(ascii: "&")) else { return text }
        var out = ""
        var rest = text[...]
        while let start = rest.firstIndex(of: "&") {
            out += rest[..<start]
            guard let end = rest[start...].firstIndex(of: ";") else { return out + rest[start...] }
            out += character(rest[rest.index(after: start)..<end])
            rest = rest[rest.index(after: end)...]
        }
        return out + rest
    }

    private static func character(_ entity: Substring) -> String {
        switch entity {
        case "amp": return "&"
        case "lt": return "<"
        case "gt": return ">"
        case "quot": return "\""
        case "apos": return "'"
        default:
            let hex = entity.hasPrefix("#x")
            let value = UInt32(entity.dropFirst(hex ? 2 : 1), radix: hex ? 16 : 10)
            return value.flatMap(Unicode.Scalar.init).map { String(Character($0)) } ?? "\u{fffd}"
        }
    }
}
