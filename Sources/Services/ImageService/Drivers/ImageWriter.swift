import NIOCore

/// Data on its way into a store.
protocol ImageWriter: Sendable {
    func append(_ bytes: ByteBuffer) async throws
    /// All bytes are there and safe from a power cut; from now on the name can be read.
    func finish() async throws
    /// The rows are written: the name no longer counts as being written.
    func release()
}
