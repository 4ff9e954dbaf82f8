import CRabbitMQ

/// Strings lent to C together, for a call that takes several.
struct AMQPStrings {
    private var storage: [UnsafeMutableRawPointer] = []

    /// Runs `body` with strings that it may lend; they live until it returns.
    static func lending<Result>(_ body: (inout AMQPStrings) throws -> Result) rethrows -> Result {
        var strings = AMQPStrings()
        defer { for pointer in strings.storage { pointer.deallocate() } }
        return try body(&strings)
    }

    /// The text as bytes for C.
    mutating func lend(_ text: String) -> amqp_bytes_t {
        let bytes = Array(text.utf8)
        let copy = UnsafeMutableRawPointer.allocate(byteCount: max(1, bytes.count), alignment: 1)
        copy.copyMemory(from: bytes, byteCount: bytes.count)
        storage.append(copy)
        return amqp_bytes_t(len: bytes.count, bytes: copy)
    }
}
