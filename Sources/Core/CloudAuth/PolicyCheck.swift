/// A parsed rule: a tree that is walked for each decision.
indirect enum PolicyCheck: Sendable, Equatable {
    case always
    case never
    /// The caller has the role; upper and lower case are the same.
    case role(PolicyPattern)
    case rule(String)
    /// The text or the caller's attribute on the left equals the pattern on the right.
    case match(Operand, PolicyPattern)
    case not(PolicyCheck)
    case all([PolicyCheck])
    case any([PolicyCheck])

    enum Operand: Sendable, Equatable {
        case literal(String)
        case attribute(CallerAttribute)
        /// No caller has it, so it never matches.
        case unknown(String)
    }
}

extension PolicyCheck: CustomStringConvertible {
    /// The rule as text, with no more parentheses than it needs.
    var description: String {
        switch self {
        case .always: "@"
        case .never: "!"
        case .role(let pattern): "role:\(pattern)"
        case .rule(let name): "rule:\(name)"
        case .match(let operand, let pattern): "\(operand):\(pattern)"
        case .not(let inner): inner.isCompound ? "not (\(inner))" : "not \(inner)"
        case .all(let parts):
            parts.map { if case .any = $0 { "(\($0))" } else { "\($0)" } }.joined(separator: " and ")
        case .any(let parts): parts.map { "\($0)" }.joined(separator: " or ")
        }
    }

    private var isCompound: Bool {
        switch self {
        case .all, .any: true
        default: false
        }
    }

    /// The rules that it asks by name.
    var references: [String] {
        switch self {
        case .rule(let name): [name]
        case .not(let inner): inner.references
        case .all(let parts), .any(let parts): parts.flatMap(\.references)
        case .always, .never, .role, .match: []
        }
    }
}

extension PolicyCheck.Operand: CustomStringConvertible {
    var description: String {
        switch self {
        case .literal(let text): "'\(text)'"
        case .attribute(let attribute): attribute.rawValue
        case .unknown(let name): name
        }
    }
}
