/// One named permission with its default, in the field's own rule language (oslo.policy).
package struct PolicyRule: Sendable {
    /// What a token is good for, as far as rules care: one without a scope counts as a project's (oslo.policy).
    package enum Scope: String, Sendable, CaseIterable {
        case system, domain, project
    }

    package var name: String
    /// The rule's text: `role:reader and project_id:%(project_id)s`.
    package var check: String
    /// For `apus policy` and the sample file.
    package var summary: String
    /// The scopes of the tokens that the rule is open to at all; nil: any.
    package var scopes: Set<Scope>?
    /// The operator's file that the text comes from; nil: it is the default.
    package internal(set) var file: String?

    package init(_ name: String, _ check: String, _ summary: String = "", scopes: Set<Scope>? = nil) {
        self.name = name
        self.check = check
        self.summary = summary
        self.scopes = scopes
    }
}
