/// Decodes one row: keyed for structs, a single value for the first column.
struct RowDecoder: Decoder {
    let lookup: KeyLookup
    let values: [SQLValue]

    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        KeyedDecodingContainer(RowContainer<Key>(lookup: lookup, values: values))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        throw SQLError.decoding("a row is no array")
    }

    func singleValueContainer() throws -> any SingleValueDecodingContainer {
        guard let value = values.first else { throw SQLError.decoding("the row has no column") }
        return ScalarDecoder(value: value)
    }
}
