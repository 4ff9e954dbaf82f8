/// A service's rules as a file that an operator starts from: everything in it is a comment until it is changed.
package struct PolicySample: Sendable {
    private let rules: [PolicyRule]
    private let operations: [String: [String]]

    /// - Parameter operations: what each rule guards: `GET /v3/users`.
    package init(_ rules: [PolicyRule], operations: [String: [String]]) {
        self.rules = rules.sorted { $0.name < $1.name }
        self.operations = operations
    }

    package var text: String { rules.map(entry).joined(separator: "\n") }

    private func entry(_ rule: PolicyRule) -> String {
        var lines: [String] = []
        if !rule.summary.isEmpty { lines.append("# " + rule.summary) }
        lines += (operations[rule.name] ?? []).map { "# " + $0 }
        if let scopes = rule.scopes { lines.append("# For tokens of " + PolicyRule.words(scopes)) }
        lines.append("#" + Self.quoted(rule.name) + ": " + Self.quoted(rule.check))
        return lines.joined(separator: "\n") + "\n"
    }

    private static func quoted(_ text: String) -> String {
        "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }
}

extension PolicyRule {
    static func words(_ scopes: Set<Scope>) -> String { scopes.map(\.rawValue).sorted().joined(separator: ", ") }
}
