/// One named permission with its default, in the field's own rule language (oslo.policy).
package struct PolicyRule: Sendable {
    package var name: String
    /// The rule's text: `role:reader and project_id:%(project_id)s`.
    package var check: String
    /// For `apus policy` and the sample file.
    package var summary: String

    package init(_ name: String, _ check: String, _ summary: String = "") {
        self.name = name
        self.check = check
        self.summary = summary
    }
}

/// Thrown when a rule says no; each API family words it in its own way.
package struct PolicyDenied: Error, Sendable {
    package var rule: String

    package init(rule: String) { self.rule = rule }
}
