extension PolicyExplanation {
    /// For the terminal: the rule, where it comes from, its tree with each check's outcome, the verdict.
    package func text(_ name: String) -> String {
        var lines = [Self.line("rule", name)]
        if let rule {
            if rule.name != name { lines.append(Self.line("", "not known: the rule \"\(rule.name)\" is asked")) }
            lines.append(Self.line("from", rule.file ?? "default"))
            lines.append(Self.line("text", rule.check.isEmpty ? "\"\" (everybody)" : rule.check))
            if let scopes = rule.scopes {
                lines.append(Self.line("open to", "tokens of " + PolicyRule.words(scopes)))
            }
        }
        lines.append("")
        if let step { Self.append(step, 0, &lines) }
        if let scopeRefusal { lines.append("no   \(scopeRefusal)") }
        if rule == nil { lines.append("no   there is no such rule") }
        lines.append("")
        lines.append(Self.line("verdict", isAllowed ? "allowed" : "denied"))
        return lines.joined(separator: "\n")
    }

    private static func append(_ step: Step, _ depth: Int, _ lines: inout [String]) {
        let indent = String(repeating: "  ", count: depth)
        lines.append((step.holds ? "yes  " : "no   ") + indent + step.text + " — " + step.reason)
        for part in step.parts { append(part, depth + 1, &lines) }
    }

    private static func line(_ head: String, _ text: String) -> String {
        head + String(repeating: " ", count: max(1, 9 - head.count)) + text
    }
}
