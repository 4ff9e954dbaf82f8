/// An element of an XML tree: compared, searched and written; order of attributes and children is kept.
package struct XMLElement: Sendable, Equatable {
    package struct Attribute: Sendable, Equatable {
        package var name: String
        package var value: String

        package init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    package var name: String
    package var attributes: [Attribute]
    package var children: [XMLElement]
    /// Character content; an element has text or children, never both.
    package var text: String

    /// Attributes whose value is nil and children that are nil are left out.
    package init(_ name: String, _ attributes: KeyValuePairs<String, String?>, _ children: [XMLElement?] = []) {
        self.name = name
        self.attributes = attributes.compactMap { key, value in value.map { Attribute(key, $0) } }
        self.children = children.compactMap { $0 }
        text = ""
    }

    package init(_ name: String, _ children: [XMLElement?] = []) { self.init(name, [:], children) }

    package init(_ name: String, _ attributes: KeyValuePairs<String, String?> = [:], text: String) {
        self.init(name, attributes, [])
        self.text = text
    }

    package func attribute(_ name: String) -> String? { attributes.first { $0.name == name }?.value }
    package func first(_ name: String) -> XMLElement? { children.first { $0.name == name } }
    package func all(_ name: String) -> [XMLElement] { children.filter { $0.name == name } }

    /// The element at the end of a path of names below this one.
    package func at(_ path: String...) -> XMLElement? {
        var current: XMLElement? = self
        for name in path { current = current?.first(name) }
        return current
    }
}

extension XMLElement: CustomStringConvertible {
    /// The tree as XML text, without a prolog.
    package var description: String {
        var out = ""
        write(to: &out)
        return out
    }

    private func write(to out: inout String) {
        out += "<\(name)"
        for attribute in attributes { out += " \(attribute.name)=\"\(Self.escaped(attribute.value))\"" }
        if children.isEmpty && text.isEmpty {
            out += "/>"
            return
        }
        out += ">" + Self.escaped(text)
        for child in children { child.write(to: &out) }
        out += "</\(name)>"
    }

    /// Text for content and for attributes alike. What XML 1.0 cannot carry becomes U+FFFD.
    package static func escaped(_ text: String) -> String {
        var out = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": out += "&amp;"
            case "<": out += "&lt;"
            case ">": out += "&gt;"
            case "\"": out += "&quot;"
            case "'": out += "&apos;"
            case "\t", "\n", "\r": out += "&#\(scalar.value);"
            case "\u{0}"..."\u{1f}", "\u{fffe}", "\u{ffff}": out += "\u{fffd}"
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out
    }
}
