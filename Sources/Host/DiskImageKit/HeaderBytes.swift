/// Numbers and texts at fixed places of a header; nil beyond its end.
struct HeaderBytes: Sendable {
    var bytes: [UInt8]

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    func slice(_ offset: Int, _ count: Int) -> ArraySlice<UInt8>? {
        guard offset >= 0, count >= 0, offset <= bytes.count, count <= bytes.count - offset else { return nil }
        return bytes[offset..<(offset + count)]
    }

    func big(_ offset: Int, _ width: Int) -> UInt64? {
        slice(offset, width)?.reduce(0) { $0 << 8 | UInt64($1) }
    }

    func little(_ offset: Int, _ width: Int) -> UInt64? {
        slice(offset, width)?.reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }

    func starts(_ text: String, at offset: Int = 0) -> Bool {
        slice(offset, text.utf8.count)?.elementsEqual(text.utf8) ?? false
    }

    func starts(_ signature: [UInt8], at offset: Int = 0) -> Bool {
        slice(offset, signature.count)?.elementsEqual(signature) ?? false
    }
}
