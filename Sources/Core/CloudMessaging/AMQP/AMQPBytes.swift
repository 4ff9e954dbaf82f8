import CRabbitMQ
import FoundationEssentials

extension String {
    /// A copy of the bytes, read as UTF-8.
    init(amqp bytes: amqp_bytes_t) {
        self = String(decoding: UnsafeRawBufferPointer(start: bytes.bytes, count: bytes.len), as: UTF8.self)
    }

    /// Lends the text to C for the time of `body`.
    func withAMQPBytes<Result>(_ body: (amqp_bytes_t) throws -> Result) rethrows -> Result {
        var copy = self
        return try copy.withUTF8 { text in
            try body(amqp_bytes_t(len: text.count, bytes: UnsafeMutableRawPointer(mutating: text.baseAddress)))
        }
    }
}

extension Data {
    /// A copy of the bytes.
    init(amqp bytes: amqp_bytes_t) {
        self = bytes.bytes.map { Data(bytes: $0, count: bytes.len) } ?? Data()
    }

    /// Lends the bytes to C for the time of `body`.
    func withAMQPBytes<Result>(_ body: (amqp_bytes_t) throws -> Result) rethrows -> Result {
        try withUnsafeBytes { bytes in
            try body(amqp_bytes_t(len: bytes.count, bytes: UnsafeMutableRawPointer(mutating: bytes.baseAddress)))
        }
    }
}
