import CSQLite

/// SQLite's codes as ours.
enum SQLiteErrors {
    /// `context` is what was attempted, for the message.
    static func error(_ code: Int32, _ database: OpaquePointer?, _ context: String) -> SQLError {
        let message = database.flatMap { sqlite3_errmsg($0) }.map { String(cString: $0) } ?? "out of memory"
        switch code {
        case uniqueConstraint, primaryKeyConstraint, rowIDConstraint:
            return .uniqueViolation(columns(message))
        case foreignKeyConstraint: return .foreignKeyViolation(message)
        case notNullConstraint: return .other(code: "23502", message: message)
        case checkConstraint: return .other(code: "23514", message: message)
        default: break
        }
        switch code & 0xff {
        case SQLITE_BUSY, SQLITE_LOCKED: return .busy(message)
        case SQLITE_READONLY: return .other(code: "25006", message: message)
        case SQLITE_FULL: return .other(code: "53100", message: "no space left for the database: \(message)")
        case SQLITE_IOERR, SQLITE_CANTOPEN: return .other(code: "58030", message: "\(message) (\(context))")
        default: return .other(code: "SQLITE_\(code)", message: "\(message) (\(context))")
        }
    }

    // The extended codes are macros that Swift does not import.
    private static let checkConstraint = SQLITE_CONSTRAINT | (1 << 8)
    private static let foreignKeyConstraint = SQLITE_CONSTRAINT | (3 << 8)
    private static let notNullConstraint = SQLITE_CONSTRAINT | (5 << 8)
    private static let primaryKeyConstraint = SQLITE_CONSTRAINT | (6 << 8)
    private static let uniqueConstraint = SQLITE_CONSTRAINT | (8 << 8)
    private static let rowIDConstraint = SQLITE_CONSTRAINT | (10 << 8)

    /// `UNIQUE constraint failed: users.domain_id, users.name` without its first words.
    private static func columns(_ message: String) -> String {
        guard let colon = message.firstIndex(of: ":") else { return message }
        return String(message[colon...].dropFirst(2))
    }
}
