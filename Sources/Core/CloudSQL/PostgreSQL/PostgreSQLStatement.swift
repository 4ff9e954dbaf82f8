import CPostgreSQL

/// A statement that the server has prepared under a name.
final class PostgreSQLStatement {
    let name: String
    private var known: (lookup: KeyLookup, types: [Oid])?

    init(name: String) { self.name = name }

    /// Gives each row of a result to `row`.
    func rows(_ result: OpaquePointer, _ row: (KeyLookup, [SQLValue]) throws -> Void) throws {
        let (lookup, types) = columns(result)
        for number in 0..<PQntuples(result) {
            var values: [SQLValue] = []
            values.reserveCapacity(types.count)
            for (column, type) in types.enumerated() {
                try values.append(Self.value(result, number, Int32(column), type))
            }
            try row(lookup, values)
        }
    }

    private func columns(_ result: OpaquePointer) -> (KeyLookup, [Oid]) {
        if let known { return known }
        let count = PQnfields(result)
        let names = (0..<count).map { PQfname(result, $0).map { String(cString: $0) } ?? "" }
        let fresh = (lookup: KeyLookup(ColumnNames(names)), types: (0..<count).map { PQftype(result, $0) })
        known = fresh
        return fresh
    }

    private static func value(_ result: OpaquePointer, _ row: Int32, _ column: Int32, _ type: Oid) throws -> SQLValue {
        guard PQgetisnull(result, row, column) == 0, let text = PQgetvalue(result, row, column) else { return .null }
        let bytes = UnsafeRawBufferPointer(start: text, count: Int(PQgetlength(result, row, column)))
        switch type {
        case 16: return .integer(bytes.first == UInt8(ascii: "t") ? 1 : 0)
        case 20, 21, 23, 26: return .integer(integer(bytes))
        case 17: return .blob(try PostgreSQLHex.bytes(bytes))
        case 700, 701, 1700:
            let text = String(decoding: bytes, as: UTF8.self)
            // A sum of BIGINTs is NUMERIC: whole, as in SQLite.
            if type == 1700, let whole = Int64(text) { return .integer(whole) }
            guard let number = Double(text) else { throw SQLError.decoding("\(text) is no number") }
            return .real(number)
        default: return .text(String(decoding: bytes, as: UTF8.self))
        }
    }

    /// Digits that the server wrote.
    private static func integer(_ bytes: UnsafeRawBufferPointer) -> Int64 {
        var value: Int64 = 0
        let isNegative = bytes.first == UInt8(ascii: "-")
        // Counts downwards, because the smallest has no positive counterpart.
        for byte in bytes.dropFirst(isNegative ? 1 : 0) { value = value &* 10 &- Int64(byte &- 48) }
        return isNegative ? value : -value
    }
}
