import CloudCore

/// A column that a list may be filtered by, and how its text is read.
package struct ListField: Sendable {
    private enum Kind { case text, boolean, integer, timestamp }

    package var column: String
    private var kind: Kind

    private init(_ column: String, _ kind: Kind) {
        self.column = column
        self.kind = kind
    }

    package static func text(_ column: String) -> ListField { ListField(column, .text) }
    package static func boolean(_ column: String) -> ListField { ListField(column, .boolean) }
    package static func integer(_ column: String) -> ListField { ListField(column, .integer) }
    /// Stored as microseconds; asked for as ISO 8601.
    package static func timestamp(_ column: String) -> ListField { ListField(column, .timestamp) }

    var comparable: Bool { kind == .integer || kind == .timestamp || kind == .text }

    func value(_ text: String, of name: String) throws -> ListQuery.Value {
        switch kind {
        case .text: return .string(text)
        case .boolean:
            switch text.lowercased() {
            case "true", "1", "t", "yes", "y", "on": return .boolean(true)
            case "", "false", "0", "f", "no", "n", "off": return .boolean(false)
            default:
                throw Fault.badRequest("Invalid input for \(name). Reason: '\(text)' is not a valid boolean value.")
            }
        case .integer:
            guard let value = Int64(text) else {
                throw Fault.badRequest("Invalid input for \(name). Reason: '\(text)' is not an integer.")
            }
            return .integer(value)
        case .timestamp:
            guard let value = Timestamp(text) else {
                throw Fault.badRequest("Invalid input for \(name). Reason: '\(text)' is not a date.")
            }
            return .integer(value.microseconds)
        }
    }
}
