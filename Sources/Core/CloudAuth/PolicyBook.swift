/// The rules in effect at one moment, parsed and proved to fit together; it never changes.
struct PolicyBook: Sendable {
    let rules: [String: PolicyRule]
    let checks: [String: PolicyCheck]

    /// - Throws: `PolicySyntaxError`, also for a rule that refers to one that is not there, or to itself.
    init(_ defaults: [PolicyRule], _ overrides: [String: PolicyOverride]) throws(PolicySyntaxError) {
        var rules = Dictionary(defaults.map { ($0.name, $0) }, uniquingKeysWith: { $1 })
        for (name, override) in overrides {
            var rule = rules[name] ?? PolicyRule(name, "")
            rule.check = override.check
            rule.file = override.file
            rules[name] = rule
        }
        var checks: [String: PolicyCheck] = [:]
        for (name, rule) in rules { checks[name] = try PolicyCheck(parsing: rule.check) }
        self.rules = rules
        self.checks = checks
        var proved: Set<String> = []
        for name in checks.keys.sorted() { try prove(name, [], &proved) }
    }

    /// The check of that name; for an unknown one that of the rule `default`, when the operator has written one.
    func check(_ name: String) -> PolicyCheck? { checks[name] ?? checks["default"] }

    func allows(_ name: String, _ caller: Caller, _ target: PolicyTarget) -> Bool {
        guard let check = check(name), isOpen(name, to: caller) else { return false }
        return holds(check, caller, target)
    }

    /// Whether tokens of the caller's scope may ask the rule at all.
    func isOpen(_ name: String, to caller: Caller) -> Bool {
        rules[name]?.scopes.map { $0.contains(caller.policyScope) } ?? true
    }

    func holds(_ check: PolicyCheck, _ caller: Caller, _ target: PolicyTarget) -> Bool {
        switch check {
        case .always: return true
        case .never: return false
        case .role(let pattern):
            guard let name = pattern.text(in: target) else { return false }
            return caller.roles.contains(name) || caller.hasRole(name)
        case .rule(let name): return self.check(name).map { holds($0, caller, target) } ?? false
        case .not(let inner): return !holds(inner, caller, target)
        case .all(let parts): return parts.allSatisfy { holds($0, caller, target) }
        case .any(let parts): return parts.contains { holds($0, caller, target) }
        case .match(let operand, let pattern):
            guard let text = pattern.text(in: target) else { return false }
            switch operand {
            case .literal(let literal): return literal == text
            case .unknown: return false
            case .attribute(let attribute):
                switch attribute.value(of: caller) {
                case .absent: return false
                case .one(let value): return value ?? "None" == text
                case .many(let values): return values.contains(text)
                }
            }
        }
    }

    private func prove(_ name: String, _ path: [String], _ proved: inout Set<String>) throws(PolicySyntaxError) {
        if path.contains(name) { throw PolicySyntaxError(text: name, reason: "refers to itself") }
        guard !proved.contains(name) else { return }
        guard let check = check(name) else {
            throw PolicySyntaxError(text: path.last ?? name, reason: "refers to \(name), which is not there")
        }
        for reference in check.references { try prove(reference, path + [name], &proved) }
        proved.insert(name)
    }
}

extension Caller {
    /// As oslo.policy sees it: a token without a scope counts as a project's.
    var policyScope: PolicyRule.Scope {
        switch scope {
        case .system: .system
        case .domain: .domain
        case .project, .unscoped: .project
        }
    }
}
