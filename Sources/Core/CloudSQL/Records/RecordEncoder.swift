/// Encodes a record into coding keys and values, in the record's own order; used again for each record.
final class RecordEncoder: Encoder {
    private(set) var keys: [String] = []
    private(set) var values: [SQLValue] = []
    private var kinds = FieldKinds()

    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func encode(_ record: some Encodable) throws {
        keys.removeAll(keepingCapacity: true)
        values = []
        values.reserveCapacity(keys.capacity)
        try record.encode(to: self)
    }

    func put(_ value: SQLValue, _ key: String) {
        keys.append(key)
        values.append(value)
    }

    func put<T: Encodable>(encoding value: T, _ key: String) throws {
        switch kinds[T.self] {
        case .scalar:
            let scalar = ScalarEncoder()
            try value.encode(to: scalar)
            put(scalar.value, key)
        case .bytes: put((value as? [UInt8]).map(SQLValue.blob) ?? .null, key)
        case .json: put(.text(try JSONColumn.encode(value)), key)
        }
    }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        KeyedEncodingContainer(RecordContainer<Key>(encoder: self))
    }
    func unkeyedContainer() -> any UnkeyedEncodingContainer { RefusingContainer() }
    func singleValueContainer() -> any SingleValueEncodingContainer { RefusingContainer() }
}
