/// Why a rule says yes or no: its tree with each check's outcome.
package struct PolicyExplanation: Sendable {
    /// One check of the tree.
    package struct Step: Sendable {
        package var text: String
        package var holds: Bool
        package var reason: String
        package var parts: [Step]
    }

    package var rule: PolicyRule?
    package var isAllowed: Bool
    /// Why the caller's scope shuts the rule to them whatever it says; nil when it does not.
    package var scopeRefusal: String?
    package var step: Step?

    init(_ name: String, _ book: PolicyBook, _ caller: Caller, _ target: PolicyTarget) {
        rule = book.rules[name] ?? book.rules["default"]
        isAllowed = book.allows(name, caller, target)
        if !book.isOpen(name, to: caller), let scopes = book.rules[name]?.scopes {
            let open = scopes.map(\.rawValue).sorted().joined(separator: ", ")
            scopeRefusal = "the token's scope is \(caller.policyScope.rawValue), the rule is open to: \(open)"
        }
        step = book.check(name).map { Self.step($0, book, caller, target) }
    }

    private static func step(
        _ check: PolicyCheck, _ book: PolicyBook, _ caller: Caller, _ target: PolicyTarget
    ) -> Step {
        let holds = book.holds(check, caller, target)
        func made(_ text: String, _ reason: String, _ parts: [PolicyCheck] = []) -> Step {
            Step(
                text: text, holds: holds, reason: reason, parts: parts.map { step($0, book, caller, target) })
        }
        switch check {
        case .always: return made("@", "allows everybody")
        case .never: return made("!", "allows nobody")
        case .all(let parts): return made("and", "all of these must hold", parts)
        case .any(let parts): return made("or", "one of these must hold", parts)
        case .not(let inner): return made("not", "this must not hold", [inner])
        case .rule(let name):
            let inner = book.check(name)
            return made("rule:\(name)", inner.map { "\($0)" } ?? "there is no such rule", inner.map { [$0] } ?? [])
        case .role(let pattern):
            guard pattern.text(in: target) != nil else { return made("\(check)", lacking(pattern, target)) }
            let roles = caller.roles.isEmpty ? "no roles" : caller.roles.joined(separator: ", ")
            return made("\(check)", "the caller has \(roles)")
        case .match(let operand, let pattern):
            guard let right = pattern.text(in: target) else { return made("\(check)", lacking(pattern, target)) }
            let left = words(operand, caller)
            return made("\(check)", pattern.attributes.isEmpty ? left : "\(left); the target says \(right)")
        }
    }

    private static func lacking(_ pattern: PolicyPattern, _ target: PolicyTarget) -> String {
        let names = pattern.attributes.filter { target[$0] == nil }
        return "the target has no \(names.joined(separator: ", "))"
    }

    private static func words(_ operand: PolicyCheck.Operand, _ caller: Caller) -> String {
        switch operand {
        case .literal(let text): return "the text \(text)"
        case .unknown(let name): return "callers have no \(name)"
        case .attribute(let attribute):
            switch attribute.value(of: caller) {
            case .absent: return "this caller has no \(attribute.rawValue)"
            case .one(let value): return "the caller's is \(value ?? "None")"
            case .many(let values): return "the caller's are \(values.joined(separator: ", "))"
            }
        }
    }
}
