/// A row's columns by coding key.
struct RowContainer<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let lookup: KeyLookup
    let values: [SQLValue]

    var codingPath: [any CodingKey] { [] }
    var allKeys: [Key] { lookup.names.names.compactMap { Key(stringValue: $0) } }

    func contains(_ key: Key) -> Bool { optional(key) != nil }
    func decodeNil(forKey key: Key) throws -> Bool { try required(key) == .null }

    func decode(_ type: String.Type, forKey key: Key) throws -> String { try required(key).string(key.stringValue) }
    func decode(_ type: Bool.Type, forKey key: Key) throws -> Bool { try required(key).bool(key.stringValue) }
    func decode(_ type: Int.Type, forKey key: Key) throws -> Int { try required(key).number(key.stringValue) }
    func decode(_ type: Int64.Type, forKey key: Key) throws -> Int64 { try required(key).number(key.stringValue) }
    func decode(_ type: Double.Type, forKey key: Key) throws -> Double { try required(key).double(key.stringValue) }
    func decode<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T { try value(required(key), type, key) }

    func decodeIfPresent(_ type: String.Type, forKey key: Key) throws -> String? {
        try present(key)?.string(key.stringValue)
    }
    func decodeIfPresent(_ type: Bool.Type, forKey key: Key) throws -> Bool? { try present(key)?.bool(key.stringValue) }
    func decodeIfPresent(_ type: Int.Type, forKey key: Key) throws -> Int? { try present(key)?.number(key.stringValue) }
    func decodeIfPresent(_ type: Int64.Type, forKey key: Key) throws -> Int64? {
        try present(key)?.number(key.stringValue)
    }
    func decodeIfPresent(_ type: Double.Type, forKey key: Key) throws -> Double? {
        try present(key)?.double(key.stringValue)
    }
    func decodeIfPresent<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T? {
        guard let found = present(key) else { return nil }
        return try value(found, type, key)
    }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) throws -> KeyedDecodingContainer<Nested> {
        throw unsupported(key)
    }
    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer { throw unsupported(key) }
    func superDecoder() throws -> any Decoder { throw SQLError.decoding("a record is a struct, not a class") }
    func superDecoder(forKey key: Key) throws -> any Decoder { throw unsupported(key) }

    private func unsupported(_ key: Key) -> SQLError { .decoding("column \(key.stringValue): nested decoding") }

    private func optional(_ key: Key) -> SQLValue? { lookup.index(of: key.stringValue).map { values[$0] } }

    private func present(_ key: Key) -> SQLValue? {
        guard let value = optional(key), value != .null else { return nil }
        return value
    }

    private func required(_ key: Key) throws -> SQLValue {
        if let value = optional(key) { return value }
        throw SQLError.decoding("the result has no column for \(key.stringValue)")
    }

    private func value<T: Decodable>(_ value: SQLValue, _ type: T.Type, _ key: Key) throws -> T {
        switch lookup.kinds[type] {
        case .scalar: return try T(from: ScalarDecoder(value: value))
        case .json: return try JSONColumn.decode(type, value.string(key.stringValue), key.stringValue)
        case .bytes:
            guard let bytes = try value.blob(key.stringValue) as? T else { throw unsupported(key) }
            return bytes
        }
    }
}
