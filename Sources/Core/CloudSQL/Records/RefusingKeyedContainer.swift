/// As `RefusingContainer`, for keyed values.
struct RefusingKeyedContainer<Key: CodingKey>: KeyedEncodingContainerProtocol {
    var codingPath: [any CodingKey] { [] }

    func encodeNil(forKey key: Key) throws { throw RefusingContainer.refusal }
    func encode<T: Encodable>(_ value: T, forKey key: Key) throws { throw RefusingContainer.refusal }
    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) -> KeyedEncodingContainer<Nested> { KeyedEncodingContainer(RefusingKeyedContainer<Nested>()) }
    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer { RefusingContainer() }
    func superEncoder() -> any Encoder { ScalarEncoder() }
    func superEncoder(forKey key: Key) -> any Encoder { ScalarEncoder() }
}
