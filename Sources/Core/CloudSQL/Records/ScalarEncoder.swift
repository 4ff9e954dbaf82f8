/// Takes the one value that a scalar type encodes to.
final class ScalarEncoder: Encoder, SingleValueEncodingContainer {
    private(set) var value = SQLValue.null

    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        KeyedEncodingContainer(RefusingKeyedContainer())
    }
    func unkeyedContainer() -> any UnkeyedEncodingContainer { RefusingContainer() }
    func singleValueContainer() -> any SingleValueEncodingContainer { self }

    func encodeNil() { value = .null }
    func encode(_ value: String) { self.value = .text(value) }
    func encode(_ value: Bool) { self.value = SQLValue(value) }
    func encode(_ value: Double) { self.value = .real(value) }
    func encode(_ value: Float) { self.value = .real(Double(value)) }
    func encode(_ value: Int) { self.value = .integer(Int64(value)) }
    func encode(_ value: Int8) { self.value = .integer(Int64(value)) }
    func encode(_ value: Int16) { self.value = .integer(Int64(value)) }
    func encode(_ value: Int32) { self.value = .integer(Int64(value)) }
    func encode(_ value: Int64) { self.value = .integer(value) }
    func encode(_ value: UInt) throws { try put(value) }
    func encode(_ value: UInt8) { self.value = .integer(Int64(value)) }
    func encode(_ value: UInt16) { self.value = .integer(Int64(value)) }
    func encode(_ value: UInt32) { self.value = .integer(Int64(value)) }
    func encode(_ value: UInt64) throws { try put(value) }
    func encode<T: Encodable>(_ value: T) throws { try value.encode(to: self) }

    private func put(_ number: some FixedWidthInteger) throws {
        guard let exact = Int64(exactly: number) else {
            throw SQLError.other(code: "22003", message: "\(number) does not fit into 64 bits with a sign")
        }
        value = .integer(exact)
    }
}
