import CSQLite

/// A prepared statement of SQLite.
final class SQLiteStatement {
    private let database: OpaquePointer
    private let handle: OpaquePointer
    /// Which parameter goes to each place: `$2` may well come first, and `$1` twice.
    private let places: [Int]
    private let parameterCount: Int
    private var lookup: KeyLookup

    init(_ database: OpaquePointer, _ sql: String) throws {
        var prepared: OpaquePointer?
        var rest = ""
        let code = sql.withCString { text in
            var tail: UnsafePointer<CChar>?
            let code = sqlite3_prepare_v3(database, text, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &prepared, &tail)
            rest = tail.map { String(cString: $0) } ?? ""
            return code
        }
        guard code == SQLITE_OK, let prepared else { throw SQLiteErrors.error(code, database, "empty statement") }
        guard rest.allSatisfy({ $0.isWhitespace || $0 == ";" }) else {
            sqlite3_finalize(prepared)
            throw SQLError.other(code: "42601", message: "more than one statement in: \(sql)")
        }
        self.database = database
        handle = prepared
        var places: [Int] = []
        for place in 0..<sqlite3_bind_parameter_count(prepared) {
            let name = sqlite3_bind_parameter_name(prepared, place + 1).map { String(cString: $0) } ?? "?"
            guard name.hasPrefix("$"), let number = Int(name.dropFirst()), number > 0 else {
                sqlite3_finalize(prepared)
                throw SQLError.other(code: "42601", message: "parameters are $1, $2, …; found \(name) in: \(sql)")
            }
            places.append(number - 1)
        }
        self.places = places
        parameterCount = (places.max() ?? -1) + 1
        lookup = Self.lookup(prepared)
    }

    deinit { sqlite3_finalize(handle) }

    /// Runs it to its end, and gives each row to `row`.
    func run(_ parameters: [SQLValue], _ row: (KeyLookup, [SQLValue]) throws -> Void) throws {
        guard parameters.count == parameterCount else {
            throw SQLError.other(
                code: "08P01", message: "\(parameters.count) parameters given, \(parameterCount) wanted: \(text)")
        }
        defer {
            sqlite3_reset(handle)
            if parameterCount > 0 { sqlite3_clear_bindings(handle) }
        }
        for (place, parameter) in places.enumerated() { try bind(parameters[parameter], Int32(place + 1)) }
        var code = sqlite3_step(handle)
        // The schema may have changed since it was prepared; SQLite has prepared it anew then.
        if code == SQLITE_ROW, Int(sqlite3_column_count(handle)) != lookup.names.names.count {
            lookup = Self.lookup(handle)
        }
        while code == SQLITE_ROW {
            try row(lookup, values())
            code = sqlite3_step(handle)
        }
        guard code == SQLITE_DONE else { throw SQLiteErrors.error(code, database, text) }
    }

    private var text: String { sqlite3_sql(handle).map { String(cString: $0) } ?? "" }

    private static func lookup(_ handle: OpaquePointer) -> KeyLookup {
        let names = (0..<sqlite3_column_count(handle)).map { column in
            sqlite3_column_name(handle, column).map { String(cString: $0) } ?? ""
        }
        return KeyLookup(ColumnNames(names))
    }

    private func bind(_ value: SQLValue, _ place: Int32) throws {
        let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
        let code: Int32
        switch value {
        case .null: code = sqlite3_bind_null(handle, place)
        case .integer(let number): code = sqlite3_bind_int64(handle, place, number)
        case .real(let number): code = sqlite3_bind_double(handle, place, number)
        case .text(var text):
            code = try text.withUTF8 { bytes in
                guard !bytes.contains(0) else { throw SQLError.zeroByte }
                guard let base = bytes.baseAddress else { return sqlite3_bind_text(handle, place, "", 0, copied) }
                return base.withMemoryRebound(to: CChar.self, capacity: bytes.count) {
                    sqlite3_bind_text(handle, place, $0, Int32(bytes.count), copied)
                }
            }
        case .blob(let bytes) where bytes.isEmpty: code = sqlite3_bind_zeroblob(handle, place, 0)
        case .blob(let bytes): code = sqlite3_bind_blob(handle, place, bytes, Int32(bytes.count), copied)
        }
        guard code == SQLITE_OK else { throw SQLiteErrors.error(code, database, text) }
    }

    private func values() -> [SQLValue] {
        let count = Int32(lookup.names.names.count)
        var values: [SQLValue] = []
        values.reserveCapacity(Int(count))
        for column in 0..<count { values.append(value(column)) }
        return values
    }

    private func value(_ column: Int32) -> SQLValue {
        switch sqlite3_column_type(handle, column) {
        case SQLITE_INTEGER: return .integer(sqlite3_column_int64(handle, column))
        case SQLITE_FLOAT: return .real(sqlite3_column_double(handle, column))
        case SQLITE_TEXT:
            let bytes = sqlite3_column_text(handle, column)
            let count = Int(sqlite3_column_bytes(handle, column))
            return .text(String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self))
        case SQLITE_BLOB:
            let bytes = sqlite3_column_blob(handle, column)
            let count = Int(sqlite3_column_bytes(handle, column))
            return .blob([UInt8](UnsafeRawBufferPointer(start: bytes, count: count)))
        default: return .null
        }
    }
}
