import CloudCore

/// A column as the engine describes it.
struct TableColumn {
    enum Kind { case integer, real, text, blob }

    var name: String
    var kind: Kind
    var isNullable: Bool

    /// `value` as this column's kind would hold it; nil when no row can have it (`abc` in a column of integers).
    func adapted(_ value: ListQuery.Value) -> SQLValue? {
        switch (kind, value) {
        case (_, .null): .null
        case (.integer, .string(let text)): Self.integer(text)
        case (.real, .string(let text)): Double(text).map(SQLValue.real)
        case (.text, .integer(let number)): .text(String(number))
        case (.text, .boolean(let flag)): .text(flag ? "true" : "false")
        case (.blob, _): nil
        case (.real, .integer(let number)): .real(Double(number))
        default: SQLValue(value)
        }
    }

    private static func integer(_ text: String) -> SQLValue? {
        switch text.lowercased() {
        case "true": .integer(1)
        case "false": .integer(0)
        default: Int64(text).map(SQLValue.integer)
        }
    }
}
