package import CloudCore

extension SQLError: FaultConvertible {
    /// What of a database's errors a client can mend, or wait for.
    package var fault: Fault? {
        switch self {
        case .busy(let text), .connectionLost(let text):
            Fault.unavailable("The database does not answer now.", cause: text)
        case .other(code: "53100", message: let text):
            Fault.unavailable("The disk of the database is full: nothing can be stored until it has room.", cause: text)
        // SQLite's limit of a pattern is 50,000 bytes.
        case .other(code: "SQLITE_1", message: let text) where text.hasPrefix("LIKE or GLOB pattern too complex"):
            Fault.badRequest("A text to look for is longer than the database compares.")
        case .other(code: "22021", _): Fault.badRequest("A text holds a character that cannot be stored.")
        default: nil
        }
    }
}
