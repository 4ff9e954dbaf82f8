import CPostgreSQL

/// PostgreSQL's SQLSTATEs as ours.
enum PostgreSQLErrors {
    static func error(_ result: OpaquePointer?, _ connection: OpaquePointer) -> SQLError {
        let code = field(result, UInt8(ascii: "C"))
        let message = field(result, UInt8(ascii: "M")) ?? text(PQerrorMessage(connection))
        switch code {
        case "23505":
            let table = field(result, UInt8(ascii: "t")) ?? ""
            return .uniqueViolation(columns(field(result, UInt8(ascii: "D")), table) ?? message)
        case "23503": return .foreignKeyViolation(message)
        // Serialization failure, deadlock, lock not available; and a cached plan that no longer fits the table.
        case "40001", "40P01", "55P03": return .busy(message)
        case "0A000" where message.contains("cached plan"): return .busy(message)
        case "08000", "08003", "08006", "57P01", "57P02", "57P03": return .connectionLost(message)
        default: break
        }
        guard PQstatus(connection) != CONNECTION_BAD else { return .connectionLost(message) }
        return .other(code: code ?? "XX000", message: message)
    }

    /// An error from opening a connection: whether it may pass by itself.
    static func opening(_ connection: OpaquePointer?, _ conninfo: String) -> SQLError {
        let message = connection.map { text(PQerrorMessage($0)) } ?? "out of memory"
        let isFull = message.contains("too many clients") || message.contains("connection slots")
        if !isFull, PQping(conninfo) == PQPING_OK {
            return .other(code: "08001", message: "PostgreSQL refuses the connection: \(message)")
        }
        return .connectionLost("cannot reach PostgreSQL; does it run, and is the database's URL right? \(message)")
    }

    /// `Key (domain_id, name)=(x, y) already exists.` as `users.domain_id, users.name`.
    private static func columns(_ detail: String?, _ table: String) -> String? {
        guard let detail, let start = detail.firstIndex(of: "("), let close = detail.firstRange(of: ")=("),
            start < close.lowerBound
        else { return nil }
        return detail[detail.index(after: start)..<close.lowerBound].split(separator: ",")
            .map { "\(table).\($0.drop { $0 == " " })" }.joined(separator: ", ")
    }

    private static func field(_ result: OpaquePointer?, _ field: UInt8) -> String? {
        guard let result, let text = PQresultErrorField(result, Int32(field)) else { return nil }
        return String(cString: text)
    }

    private static func text(_ message: UnsafeMutablePointer<CChar>?) -> String {
        var text = message.map { String(cString: $0) } ?? ""
        while text.last?.isNewline == true { text.removeLast() }
        return text
    }
}
