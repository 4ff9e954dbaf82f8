/// Thrown when a rule says no; each API family words it in its own way.
package struct PolicyDenied: Error, Sendable {
    package var rule: String

    package init(rule: String) { self.rule = rule }
}
