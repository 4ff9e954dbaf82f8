/// Why a rule's text, or a file of rules, cannot be read.
package struct PolicySyntaxError: Error, Sendable, CustomStringConvertible {
    package var text: String
    package var reason: String
    package var description: String { "policy rule \"\(text)\": \(reason)" }
}
