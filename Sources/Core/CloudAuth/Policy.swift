import CloudCore

/// Decides who may do what: the service's rules, overridden by those of the operator's files, which are read again when
/// they change.
package struct Policy: Sendable {
    private struct State: Sendable {
        var book: PolicyBook
        var version: [FileStamp?]
        var looked: ContinuousClock.Instant
    }

    /// The rules as the service means them.
    package let defaults: [PolicyRule]
    private let file: PolicyFile?
    private let interval: Duration
    private let onTrouble: @Sendable (String) -> Void
    private let state: LockedValue<State>

    /// - Parameter overrides: rule texts by name; unknown names are allowed, since rules may refer to one another.
    /// - Throws: `PolicySyntaxError`, also for a rule that refers to one that is not there, or to itself.
    package init(_ defaults: [PolicyRule], overrides: [String: String] = [:]) throws(PolicySyntaxError) {
        self.defaults = defaults
        file = nil
        interval = .zero
        onTrouble = { _ in }
        let book = try PolicyBook(defaults, overrides.mapValues { PolicyOverride($0) })
        state = LockedValue(State(book: book, version: [], looked: .now))
    }

    /// - Parameter interval: how long a look at the files serves.
    /// - Parameter onTrouble: told when the files have changed and cannot be read; what they said before stays in
    ///   effect.
    /// - Throws: `PolicySyntaxError` when the files cannot be read at the start.
    package init(
        _ defaults: [PolicyRule], file: PolicyFile, interval: Duration = .seconds(1),
        onTrouble: @escaping @Sendable (String) -> Void
    ) throws(PolicySyntaxError) {
        self.defaults = defaults
        self.file = file
        self.interval = interval
        self.onTrouble = onTrouble
        let version = file.version()
        let book = try PolicyBook(defaults, try file.overrides())
        state = LockedValue(State(book: book, version: version, looked: .now))
    }

    /// Reads an oslo.policy file: rule texts by name.
    package static func overrides(yaml: String) throws -> [String: String] {
        try PolicyOverride.reading(yaml: yaml).mapValues(\.check)
    }

    /// The rules in effect, by name, for listing.
    package var rules: [String: PolicyRule] { book.rules }

    /// - Throws: `PolicyDenied` when the rule says no, or is not known.
    package func enforce(_ rule: String, _ caller: Caller, _ target: PolicyTarget = [:]) throws(PolicyDenied) {
        guard allows(rule, caller, target) else { throw PolicyDenied(rule: rule) }
    }

    /// Whether the rule says yes; an unknown rule says no.
    package func allows(_ rule: String, _ caller: Caller, _ target: PolicyTarget = [:]) -> Bool {
        book.allows(rule, caller, target)
    }

    /// The same decision with its reasons.
    package func explain(_ rule: String, _ caller: Caller, _ target: PolicyTarget = [:]) -> PolicyExplanation {
        PolicyExplanation(rule, book, caller, target)
    }

    private var book: PolicyBook {
        guard let file else { return state.withLock { $0.book } }
        let now = ContinuousClock.now
        return state.withLock { state in
            guard now - state.looked >= interval else { return state.book }
            state.looked = now
            let version = file.version()
            guard version != state.version else { return state.book }
            state.version = version
            do {
                state.book = try PolicyBook(defaults, try file.overrides())
            } catch {
                onTrouble("\(file.path) has changed, and what it said before stays in effect: \(error)")
            }
            return state.book
        }
    }
}
