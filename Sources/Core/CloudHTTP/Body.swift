package import NIOCore

/// A body on its way in or out: nothing, bytes at hand, or a stream that is pulled piece by piece and never held.
package enum Body: Sendable {
    case empty
    case bytes(ByteBuffer)
    /// `length` in bytes, when known beforehand.
    case stream(length: Int64?, ByteStream)

    package var length: Int64? {
        switch self {
        case .empty: 0
        case .bytes(let buffer): Int64(buffer.readableBytes)
        case .stream(let length, _): length
        }
    }

    /// The pieces, whatever the form.
    package var stream: ByteStream {
        switch self {
        case .empty: ByteStream([])
        case .bytes(let buffer): ByteStream([buffer])
        case .stream(_, let stream): stream
        }
    }

    /// The whole body.
    /// - Throws: `BodyTooLarge` beyond `limit` bytes.
    package func collect(upTo limit: Int) async throws -> ByteBuffer {
        switch self {
        case .empty: return ByteBuffer()
        case .bytes(let buffer):
            guard buffer.readableBytes <= limit else { throw BodyTooLarge() }
            return buffer
        case .stream(let length, let stream):
            if let length, length > limit { throw BodyTooLarge() }
            var whole = ByteBuffer()
            for try await piece in stream {
                guard whole.readableBytes + piece.readableBytes <= limit else { throw BodyTooLarge() }
                whole.writeImmutableBuffer(piece)
            }
            return whole
        }
    }
}

/// The body is larger than what is read here.
package struct BodyTooLarge: Error {}
