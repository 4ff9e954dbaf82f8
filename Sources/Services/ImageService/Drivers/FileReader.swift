import CloudCore
import NIOCore

/// The bytes of a file's range, piece by piece.
final class FileReader: Sendable {
    private let file: OpenFile
    private let rest: LockedValue<Range<Int64>>
    private let piece: Int
    private let lane = Lane("read")

    init(file: OpenFile, range: Range<Int64>, piece: Int) {
        self.file = file
        self.piece = piece
        rest = LockedValue(range)
    }

    /// - Throws: `StoreError.missing` when the file ends before the range does.
    func next() async throws -> ByteBuffer? {
        let range = rest.withLock { $0 }
        guard !range.isEmpty else { return nil }
        let (file, count) = (file, Int(min(Int64(piece), range.upperBound - range.lowerBound)))
        let bytes = try await lane.run { try file.read(at: range.lowerBound, count: count) }
        guard bytes.readableBytes > 0 else { throw StoreError.missing }
        rest.withLock { $0 = (range.lowerBound + Int64(bytes.readableBytes))..<range.upperBound }
        return bytes
    }
}
