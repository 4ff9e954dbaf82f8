extension PolicyCheck {
    /// Reads oslo.policy's language: `and`, `or`, `not`, parentheses, `@`, `!`, `kind:match`; nothing allows all.
    init(parsing text: String) throws(PolicySyntaxError) {
        var parser = PolicyParser(text)
        self = try parser.whole()
    }
}

/// Recursive descent: `or` binds weakest, then `and`, then `not`.
private struct PolicyParser {
    private let text: String
    private var tokens: ArraySlice<String>
    private var depth = 0

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
        depth += 1
        defer { depth -= 1 }
        guard depth <= 100 else { throw failure("more than 100 parentheses in one another") }
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
        var isNegated = false
        while takeWord("not") { isNegated.toggle() }
        let check = try positive()
        return isNegated ? .not(check) : check
    }

    private mutating func positive() throws(PolicySyntaxError) -> PolicyCheck {
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
        return try check(String(word[..<colon]), String(word[word.index(after: colon)...]))
    }

    private func check(_ kind: String, _ match: String) throws(PolicySyntaxError) -> PolicyCheck {
        switch kind {
        case "role": return .role(try pattern(match, lowercased: true))
        case "rule": return .rule(match)
        case "http", "https":
            throw failure("rules that ask another server (\(kind):) are not supported; write the condition itself")
        default: return .match(try operand(kind), try pattern(match))
        }
    }

    private func pattern(_ match: String, lowercased: Bool = false) throws(PolicySyntaxError) -> PolicyPattern {
        do { return try PolicyPattern(match, lowercased: lowercased) } catch { throw failure(error.reason) }
    }

    /// A Python literal, or the name of one of the caller's attributes.
    private func operand(_ text: String) throws(PolicySyntaxError) -> PolicyCheck.Operand {
        if let quote = text.first, quote == "'" || quote == "\"" {
            guard text.count >= 2, text.last == quote else { throw failure("a quote is not closed in \(text)") }
            return .literal(String(text.dropFirst().dropLast()))
        }
        if ["True", "False", "None"].contains(text) { return .literal(text) }
        if let number = Int(text) { return .literal(String(number)) }
        return CallerAttribute(rawValue: text).map { .attribute($0) } ?? .unknown(text)
    }
}
