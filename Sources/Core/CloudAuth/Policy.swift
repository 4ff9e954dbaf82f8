import Yams

/// Decides who may do what: the service's rules, overridden by those of the operator's file.
package struct Policy: Sendable {
    private let checks: [String: PolicyCheck]
    /// The rules in effect, by name, for listing.
    package let rules: [String: PolicyRule]

    /// - Parameter overrides: rule texts by name, as read by `Policy.overrides(yaml:)`; unknown names are allowed,
    ///   since rules may
    ///   refer to one another.
    /// - Throws: `PolicySyntaxError`, also for a rule that refers to one that is not there, or to itself.
    package init(_ defaults: [PolicyRule], overrides: [String: String] = [:]) throws(PolicySyntaxError) {
        var rules = Dictionary(defaults.map { ($0.name, $0) }, uniquingKeysWith: { $1 })
        for (name, check) in overrides { rules[name] = PolicyRule(name, check, rules[name]?.summary ?? "") }
        var checks: [String: PolicyCheck] = [:]
        for (name, rule) in rules { checks[name] = try PolicyCheck(parsing: rule.check) }
        self.rules = rules
        self.checks = checks
        for name in checks.keys { try validate(name, []) }
    }

    /// Reads an oslo.policy file: a YAML mapping of rule names to rule texts.
    package static func overrides(yaml: String) throws -> [String: String] {
        guard let loaded = try Yams.load(yaml: yaml) else { return [:] }
        guard let mapping = loaded as? [String: Any] else {
            throw PolicySyntaxError(text: "policy file", reason: "a mapping of rule names to rules is expected")
        }
        var result: [String: String] = [:]
        for (name, value) in mapping {
            guard let text = value as? String else { throw PolicySyntaxError(text: name, reason: "a rule is a text") }
            result[name] = text
        }
        return result
    }

    /// - Throws: `PolicyDenied` when the rule says no, or is not known.
    package func enforce(_ rule: String, _ caller: Caller, _ target: PolicyTarget = [:]) throws(PolicyDenied) {
        guard allows(rule, caller, target) else { throw PolicyDenied(rule: rule) }
    }

    /// Whether the rule says yes; an unknown rule says no.
    package func allows(_ rule: String, _ caller: Caller, _ target: PolicyTarget = [:]) -> Bool {
        guard let check = checks[rule] else { return false }
        return holds(check, caller, target)
    }

    private func holds(_ check: PolicyCheck, _ caller: Caller, _ target: PolicyTarget) -> Bool {
        switch check {
        case .always: return true
        case .never: return false
        case .role(let name): return caller.roles.contains { $0.lowercased() == name }
        case .rule(let name): return checks[name].map { holds($0, caller, target) } ?? false
        case .not(let inner): return !holds(inner, caller, target)
        case .all(let parts): return parts.allSatisfy { holds($0, caller, target) }
        case .any(let parts): return parts.contains { holds($0, caller, target) }
        case .match(let operand, let pattern):
            let right: String
            switch pattern {
            case .literal(let text): right = text
            case .target(let name):
                guard let value = target[name] else { return false }
                right = value ?? "None"
            }
            switch operand {
            case .literal(let text): return text == right
            case .attribute(let name): return caller.policyAttributes(name).contains(right)
            }
        }
    }

    private func validate(_ name: String, _ path: [String]) throws(PolicySyntaxError) {
        guard let check = checks[name] else {
            throw PolicySyntaxError(text: path.last ?? name, reason: "refers to \(name), which is not there")
        }
        if path.contains(name) { throw PolicySyntaxError(text: name, reason: "refers to itself") }
        for reference in Self.references(check) { try validate(reference, path + [name]) }
    }

    private static func references(_ check: PolicyCheck) -> [String] {
        switch check {
        case .rule(let name): [name]
        case .not(let inner): references(inner)
        case .all(let parts), .any(let parts): parts.flatMap(references)
        default: []
        }
    }
}

extension Caller {
    /// The caller's attribute by the name that rules use; none when the caller has no such attribute.
    fileprivate func policyAttributes(_ name: String) -> [String] {
        func one(_ text: String?) -> [String] { text.map { [$0] } ?? [] }
        switch name {
        case "user_id", "token.user.id": return [user.id]
        case "user_domain_id", "token.user.domain.id": return [userDomain.id]
        case "project_id", "tenant_id", "token.project.id": return one(projectID)
        case "domain_id", "token.domain.id": return one(domainID)
        case "project_domain_id", "token.project.domain.id":
            if case .project(_, let domain, _) = scope { return [domain.id] }
            return []
        case "system_scope", "system": return isSystem ? ["all"] : []
        case "roles": return roles
        case "service_roles": return serviceRoles
        case "is_admin": return [hasRole("admin") ? "True" : "False"]
        default: return []
        }
    }
}
