package import CloudCore

/// One row of a result: values by column name.
package struct Row: Sendable {
    let names: ColumnNames
    package let values: [SQLValue]

    /// The names of the columns, in order.
    package var columns: [String] { names.names }

    /// The value in `column`; nil when there is no such column.
    package subscript(_ column: String) -> SQLValue? { names.index[column].map { values[$0] } }

    /// The value in `column`; throws when there is no such column.
    package func value(_ column: String) throws -> SQLValue {
        guard let index = names.index[column] else { throw SQLError.decoding("the result has no column \(column)") }
        return values[index]
    }

    package func string(_ column: String) throws -> String { try value(column).string(column) }
    package func int(_ column: String) throws -> Int { try value(column).number(column) }
    package func int64(_ column: String) throws -> Int64 { try value(column).number(column) }
    package func double(_ column: String) throws -> Double { try value(column).double(column) }
    package func bool(_ column: String) throws -> Bool { try value(column).bool(column) }
    package func timestamp(_ column: String) throws -> Timestamp { Timestamp(microseconds: try int64(column)) }
    package func blob(_ column: String) throws -> [UInt8] { try value(column).blob(column) }
    /// A value stored as JSON text.
    package func json<T: Decodable>(_ column: String, as type: T.Type = T.self) throws -> T {
        try JSONColumn.decode(type, string(column), column)
    }

    package func optionalString(_ column: String) throws -> String? { try optional(column) { try $0.string(column) } }
    package func optionalInt(_ column: String) throws -> Int? { try optional(column) { try $0.number(column) } }
    package func optionalInt64(_ column: String) throws -> Int64? { try optional(column) { try $0.number(column) } }
    package func optionalDouble(_ column: String) throws -> Double? { try optional(column) { try $0.double(column) } }
    package func optionalBool(_ column: String) throws -> Bool? { try optional(column) { try $0.bool(column) } }
    package func optionalTimestamp(_ column: String) throws -> Timestamp? {
        try optionalInt64(column).map { Timestamp(microseconds: $0) }
    }
    package func optionalBlob(_ column: String) throws -> [UInt8]? { try optional(column) { try $0.blob(column) } }

    private func optional<T>(_ column: String, _ read: (SQLValue) throws -> T) throws -> T? {
        let value = try value(column)
        return value == .null ? nil : try read(value)
    }
}
