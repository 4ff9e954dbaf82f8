/// Refuses whatever is encoded into it: for types that claim to be one value and are not.
struct RefusingContainer: UnkeyedEncodingContainer, SingleValueEncodingContainer {
    var codingPath: [any CodingKey] { [] }
    var count: Int { 0 }

    func encodeNil() throws { throw Self.refusal }
    func encode<T: Encodable>(_ value: T) throws { throw Self.refusal }
    func nestedContainer<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        KeyedEncodingContainer(RefusingKeyedContainer())
    }
    func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { self }
    func superEncoder() -> any Encoder { ScalarEncoder() }

    static let refusal = SQLError.decoding("a column holds one value, but the type encodes to more")
}
