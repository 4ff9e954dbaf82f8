import CloudJSON

/// Which methods of signing in are enough together for a user (Keystone's "Multi-Factor Authentication"): those of one
/// rule.
struct FactorRules: Sendable {
    /// Without methods that this cloud does not know: what is not offered cannot be asked for. A rule of nothing else
    /// is none: it would hold for whoever shows anything.
    private let rules: [Set<String>]

    init(_ user: User, known methods: Set<String>) {
        guard user.options[UserOption.multiFactorAuthEnabled.rawValue] != .bool(false) else {
            rules = []
            return
        }
        rules = (user.options[UserOption.multiFactorAuthRules.rawValue]?.array ?? []).compactMap { rule in
            rule.strings.map { Set($0).intersection(methods) }.flatMap { $0.isEmpty ? nil : $0 }
        }
    }

    func areMet(by methods: some Sequence<String>) -> Bool {
        let given = Set(methods)
        return rules.isEmpty || rules.contains { $0.isSubset(of: given) }
    }

    /// The rules that the methods are a part of, in the order of the user's options; each sorted.
    func begun(by methods: some Sequence<String>) -> [[String]] {
        let given = Set(methods)
        return rules.filter { !$0.isDisjoint(with: given) }.map { $0.sorted() }
    }
}
