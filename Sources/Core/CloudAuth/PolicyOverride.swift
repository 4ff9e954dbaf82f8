import Yams

/// An operator's own text for a rule.
package struct PolicyOverride: Sendable, Equatable {
    package var check: String
    /// The file that it stands in.
    package var file: String?

    package init(_ check: String, file: String? = nil) {
        self.check = check
        self.file = file
    }

    /// Reads an oslo.policy file: a YAML or JSON mapping of rule names to texts, or to lists in the old form.
    package static func reading(yaml: String, file: String? = nil) throws(PolicySyntaxError) -> [String: PolicyOverride]
    {
        let loaded: Any?
        do { loaded = try Yams.load(yaml: yaml) } catch {
            throw PolicySyntaxError(text: file ?? "policy file", reason: "not YAML: \(error)")
        }
        guard let loaded else { return [:] }
        guard let mapping = loaded as? [String: Any] else {
            throw PolicySyntaxError(
                text: file ?? "policy file", reason: "a mapping of rule names to rules is expected")
        }
        var result: [String: PolicyOverride] = [:]
        for (name, value) in mapping { result[name] = PolicyOverride(try text(name, value), file: file) }
        return result
    }

    /// In the old form a list's members are alternatives, and each is a check or a list of checks that must all hold.
    private static func text(_ name: String, _ value: Any) throws(PolicySyntaxError) -> String {
        if let text = value as? String { return text }
        guard let alternatives = value as? [Any] else {
            throw PolicySyntaxError(text: name, reason: "a rule is a text: \"\" or \"@\" for all, \"!\" for nobody")
        }
        if alternatives.isEmpty { return "@" }
        var texts: [String] = []
        for alternative in alternatives {
            let checks = alternative as? [String] ?? (alternative as? String).map { [$0] }
            guard let checks, !checks.contains(where: { $0.isEmpty || $0.contains(where: \.isWhitespace) }) else {
                throw PolicySyntaxError(text: name, reason: "a list holds checks, or lists of checks")
            }
            if !checks.isEmpty { texts.append("(" + checks.joined(separator: " and ") + ")") }
        }
        return texts.isEmpty ? "!" : texts.joined(separator: " or ")
    }
}
