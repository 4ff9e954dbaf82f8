/// A condition in SQL with parameters of its own, `$1` being its first; it is renumbered where it is put.
package struct SQLCondition: Sendable, Equatable {
    package var sql: String
    package var parameters: [SQLValue]

    /// `sql` must come from the program, never from a client.
    package init(_ sql: String, _ parameters: [SQLValue] = []) {
        self.sql = sql
        self.parameters = parameters
    }

    /// Both conditions.
    package func and(_ other: SQLCondition) -> SQLCondition { joined(other, "AND") }
    /// Either condition.
    package func or(_ other: SQLCondition) -> SQLCondition { joined(other, "OR") }

    /// All of the conditions; nil for none: nothing is asked.
    package static func all(_ conditions: [SQLCondition]) -> SQLCondition? {
        conditions.first.map { conditions.dropFirst().reduce($0) { $0.and($1) } }
    }

    /// Any of the conditions; nil for none.
    package static func any(_ conditions: [SQLCondition]) -> SQLCondition? {
        conditions.first.map { conditions.dropFirst().reduce($0) { $0.or($1) } }
    }

    package static func not(_ condition: SQLCondition) -> SQLCondition {
        SQLCondition("NOT (\(condition.sql))", condition.parameters)
    }

    private func joined(_ other: SQLCondition, _ word: String) -> SQLCondition {
        SQLCondition(
            "(\(sql)) \(word) (\(other.renumbered(by: parameters.count)))", parameters + other.parameters)
    }

    /// The text with `$n` become `$(n + offset)`, outside of quotes.
    func renumbered(by offset: Int) -> String {
        guard offset > 0 else { return sql }
        var out: [UInt8] = []
        var quote: UInt8?
        var rest = sql.utf8[...]
        while let byte = rest.popFirst() {
            out.append(byte)
            if byte == quote {
                quote = nil
            } else if quote == nil, byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\"") {
                quote = byte
            } else if quote == nil, byte == UInt8(ascii: "$") {
                var number = 0
                while let digit = rest.first, (48...57).contains(digit) {
                    number = number * 10 + Int(digit) - 48
                    rest.removeFirst()
                }
                out.append(contentsOf: String(number + offset).utf8)
            }
        }
        return String(decoding: out, as: UTF8.self)
    }
}
