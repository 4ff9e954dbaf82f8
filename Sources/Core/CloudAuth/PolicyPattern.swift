/// The right side of a check: text with `%(name)s` in it, which stands for the target's attribute of that name.
struct PolicyPattern: Sendable, Equatable {
    private enum Part: Sendable, Equatable {
        case text(String)
        case attribute(String)
    }

    /// As it was written.
    let text: String
    private let parts: [Part]

    /// - Throws: `PolicySyntaxError` for what Python's `%` operator would not take.
    init(_ text: String, lowercased: Bool = false) throws(PolicySyntaxError) {
        self.text = text
        var parts: [Part] = []
        var literal = ""
        var rest = Substring(text)
        while let character = rest.popFirst() {
            guard character == "%" else {
                literal.append(contentsOf: lowercased ? character.lowercased() : String(character))
                continue
            }
            if rest.first == "%" {
                rest.removeFirst()
                literal.append("%")
                continue
            }
            guard rest.first == "(", let end = rest.firstIndex(of: ")"), rest[rest.index(after: end)...].first == "s"
            else { throw PolicySyntaxError(text: text, reason: "after % comes (name)s") }
            if !literal.isEmpty { parts.append(.text(literal)) }
            literal = ""
            parts.append(.attribute(String(rest[rest.index(after: rest.startIndex)..<end])))
            rest = rest[rest.index(end, offsetBy: 2)...]
        }
        if !literal.isEmpty || parts.isEmpty { parts.append(.text(literal)) }
        self.parts = parts
    }

    /// The names of the target's attributes in it.
    var attributes: [String] {
        parts.compactMap { if case .attribute(let name) = $0 { name } else { nil } }
    }

    /// The text with the target's values; nil when the target lacks one of them.
    func text(in target: PolicyTarget) -> String? {
        if parts.count == 1 { return Self.value(parts[0], target) }
        var result = ""
        for part in parts {
            guard let value = Self.value(part, target) else { return nil }
            result += value
        }
        return result
    }

    private static func value(_ part: Part, _ target: PolicyTarget) -> String? {
        switch part {
        case .text(let text): text
        case .attribute(let name): target[name].map { $0 ?? "None" }
        }
    }
}

extension PolicyPattern: CustomStringConvertible {
    var description: String { text }
}
