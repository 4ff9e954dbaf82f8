import CloudHTTP

/// Where images' data is kept, under names that are never used twice.
protocol ImageStore: Sendable {
    /// As clients see it: `file`.
    var id: String { get }

    /// Begins to write; the name counts as being written until the writer is released.
    func write(_ name: String) async throws -> any ImageWriter
    /// Bytes of what is stored; nil when it is not there.
    func size(of name: String) async throws -> Int64?
    /// The bytes of the range, streamed. What is removed meanwhile is still read to its end.
    /// - Throws: `StoreError.missing`.
    func read(_ name: String, _ range: Range<Int64>) async throws -> ByteStream
    /// Removes what is stored, or was being written, under the name; nothing there is no error.
    func remove(_ name: String) async throws
    /// Whether a living process is writing it.
    func isBeingWritten(_ name: String) async throws -> Bool
    /// All names, of finished and unfinished data.
    func names() async throws -> [String]
}
