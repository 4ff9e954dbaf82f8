/// What a database refuses, in the same words for both engines.
package enum SQLError: Error, Equatable {
    /// Another row has these values; names the columns as `table.a, table.b`.
    case uniqueViolation(String)
    /// A row that is referred to is missing, or is still referred to.
    case foreignKeyViolation(String)
    /// Others were in the way, again and again: serialization failure, deadlock, locked file.
    case busy(String)
    /// The server is gone; when it went during a commit, the message says that the outcome is unknown.
    case connectionLost(String)
    /// The row's generation has moved on: somebody else was first.
    case stale
    /// No such row (a marker, or the row to be updated).
    case notFound
    /// Anything else; `code` is an SQLSTATE wherever one fits.
    case other(code: String, message: String)
}

extension SQLError {
    /// A value that does not fit its column, or a column that a type wants and the result has not.
    static func decoding(_ message: String) -> SQLError { .other(code: "22000", message: message) }
    /// A name that the table does not have.
    static func unknownColumn(_ column: String, of table: String) -> SQLError {
        .other(code: "42703", message: "table \(table) has no column \(column)")
    }
    /// Asked for after `close`.
    static let closed = SQLError.other(code: "08003", message: "the database is closed")
    /// Text with a zero byte, which PostgreSQL cannot hold.
    static let zeroByte = SQLError.other(code: "22021", message: "text must not contain the character U+0000")
}

extension SQLError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .uniqueViolation(let columns): "another row has the same \(columns)"
        case .foreignKeyViolation(let message): "reference violated: \(message)"
        case .busy(let message): "database busy: \(message)"
        case .connectionLost(let message): "database connection lost: \(message)"
        case .stale: "the row was changed by somebody else"
        case .notFound: "no such row"
        case .other(let code, let message): "database error \(code): \(message)"
        }
    }
}
