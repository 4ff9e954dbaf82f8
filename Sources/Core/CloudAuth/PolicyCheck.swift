/// A parsed rule: a tree that is walked for each decision.
indirect enum PolicyCheck: Sendable, Equatable {
    case always
    case never
    case role(String)
    case rule(String)
    /// The text or the caller's attribute on the left equals the pattern on the right, `%(name)s` in it taken from the
    /// target.
    case match(Operand, Pattern)
    case not(PolicyCheck)
    case all([PolicyCheck])
    case any([PolicyCheck])

    enum Operand: Sendable, Equatable {
        case literal(String)
        case attribute(String)
    }

    enum Pattern: Sendable, Equatable {
        case literal(String)
        case target(String)
    }
}

/// Why a rule's text cannot be read.
package struct PolicySyntaxError: Error, Sendable, CustomStringConvertible {
    package var text: String
    package var reason: String
    package var description: String { "policy rule \"\(text)\": \(reason)" }
}

extension PolicyCheck {
    /// Reads oslo.policy's language: `and`, `or`, `not`, parentheses, `@`, `!`, `kind:match`.
    init(parsing text: String) throws(PolicySyntaxError) {
        var parser = PolicyParser(text)
        self = try parser.whole()
    }
}

/// Recursive descent: `or` binds weakest, then `and`, then `not`.
private struct PolicyParser {
    private let text: String
    private var tokens: ArraySlice<String>

    init(_ text: String) {
        self.text = text
        tokens = Self.split(text)[...]
    }

    /// Blanks separate; parentheses at a word's ends are words of their own (those inside `%(x)s` are not).
    private static func split(_ text: String) -> [String] {
        var result: [String] = []
        for word in text.split(whereSeparator: \.isWhitespace) {
            var core = word
            while core.hasPrefix("(") {
                result.append("(")
                core = core.dropFirst()
            }
            var closing = 0
            while core.hasSuffix(")") {
                closing += 1
                core = core.dropLast()
            }
            if !core.isEmpty { result.append(String(core)) }
            result.append(contentsOf: repeatElement(")", count: closing))
        }
        return result
    }

    mutating func whole() throws(PolicySyntaxError) -> PolicyCheck {
        if tokens.isEmpty { return .always }
        let check = try alternatives()
        guard tokens.isEmpty else { throw failure("unexpected \"\(tokens.first ?? "")\"") }
        return check
    }

    private func failure(_ reason: String) -> PolicySyntaxError { PolicySyntaxError(text: text, reason: reason) }

    private mutating func takeWord(_ word: String) -> Bool {
        guard tokens.first?.lowercased() == word else { return false }
        tokens.removeFirst()
        return true
    }

    private mutating func alternatives() throws(PolicySyntaxError) -> PolicyCheck {
        var parts = [try conjunction()]
        while takeWord("or") { parts.append(try conjunction()) }
        return parts.count == 1 ? parts[0] : .any(parts)
    }

    private mutating func conjunction() throws(PolicySyntaxError) -> PolicyCheck {
        var parts = [try single()]
        while takeWord("and") { parts.append(try single()) }
        return parts.count == 1 ? parts[0] : .all(parts)
    }

    private mutating func single() throws(PolicySyntaxError) -> PolicyCheck {
        if takeWord("not") { return .not(try single()) }
        if takeWord("(") {
            let check = try alternatives()
            guard takeWord(")") else { throw failure("a closing parenthesis is missing") }
            return check
        }
        guard let word = tokens.popFirst() else { throw failure("ends too early") }
        if word == "@" { return .always }
        if word == "!" { return .never }
        guard let colon = word.firstIndex(of: ":"), colon != word.startIndex else {
            throw failure("\"\(word)\" is not kind:match")
        }
        let kind = String(word[..<colon])
        let match = String(word[word.index(after: colon)...])
        switch kind {
        case "role": return .role(match.lowercased())
        case "rule": return .rule(match)
        default: return .match(operand(kind), pattern(match))
        }
    }

    private func operand(_ text: String) -> PolicyCheck.Operand {
        if text.count >= 2, let quote = text.first, quote == "'" || quote == "\"", text.last == quote {
            return .literal(String(text.dropFirst().dropLast()))
        }
        if ["True", "False", "None"].contains(text) || Int(text) != nil { return .literal(text) }
        return .attribute(text)
    }

    private func pattern(_ text: String) -> PolicyCheck.Pattern {
        text.hasPrefix("%(") && text.hasSuffix(")s") ? .target(String(text.dropFirst(2).dropLast(2))) : .literal(text)
    }
}
