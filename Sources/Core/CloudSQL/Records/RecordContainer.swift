/// A record's properties by coding key.
struct RecordContainer<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let encoder: RecordEncoder
    var codingPath: [any CodingKey] { [] }

    func encodeNil(forKey key: Key) { encoder.put(.null, key.stringValue) }
    func encode(_ value: String, forKey key: Key) { encoder.put(.text(value), key.stringValue) }
    func encode(_ value: Bool, forKey key: Key) { encoder.put(SQLValue(value), key.stringValue) }
    func encode(_ value: Int, forKey key: Key) { encoder.put(.integer(Int64(value)), key.stringValue) }
    func encode(_ value: Int64, forKey key: Key) { encoder.put(.integer(value), key.stringValue) }
    func encode(_ value: Double, forKey key: Key) { encoder.put(.real(value), key.stringValue) }
    func encode<T: Encodable>(_ value: T, forKey key: Key) throws { try encoder.put(encoding: value, key.stringValue) }

    func encodeIfPresent(_ value: String?, forKey key: Key) { encoder.put(SQLValue(value), key.stringValue) }
    func encodeIfPresent(_ value: Bool?, forKey key: Key) { encoder.put(SQLValue(value), key.stringValue) }
    func encodeIfPresent(_ value: Int?, forKey key: Key) { encoder.put(SQLValue(value), key.stringValue) }
    func encodeIfPresent(_ value: Int64?, forKey key: Key) { encoder.put(SQLValue(value), key.stringValue) }
    func encodeIfPresent(_ value: Double?, forKey key: Key) { encoder.put(SQLValue(value), key.stringValue) }
    func encodeIfPresent<T: Encodable>(_ value: T?, forKey key: Key) throws {
        if let value {
            try encoder.put(encoding: value, key.stringValue)
        } else {
            encoder.put(.null, key.stringValue)
        }
    }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) -> KeyedEncodingContainer<Nested> { KeyedEncodingContainer(RefusingKeyedContainer()) }
    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer { RefusingContainer() }
    func superEncoder() -> any Encoder { ScalarEncoder() }
    func superEncoder(forKey key: Key) -> any Encoder { ScalarEncoder() }
}
