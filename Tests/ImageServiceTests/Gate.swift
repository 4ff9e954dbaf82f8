import CloudHTTP
import NIOCore

/// A body whose pieces a test sends one by one.
struct Gate: Sendable {
    private let continuation: AsyncThrowingStream<ByteBuffer, any Error>.Continuation
    let body: Body

    init(length: Int64? = nil) {
        let (stream, continuation) = AsyncThrowingStream.makeStream(of: ByteBuffer.self)
        self.continuation = continuation
        body = .stream(length: length, ByteStream(stream))
    }

    func send(_ bytes: [UInt8]) { continuation.yield(ByteBuffer(bytes: bytes)) }
    func end() { continuation.finish() }
    /// As when the client goes away.
    func breakOff() { continuation.finish(throwing: BrokenOff()) }

    struct BrokenOff: Error {}
}
