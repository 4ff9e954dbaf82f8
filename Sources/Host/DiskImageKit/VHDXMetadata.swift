/// Where a VHDX keeps its disk size, caught while the stream passes: the region table names the metadata region,
/// and an item of that the size (MS-VHDX 2.2.3, 2.6).
struct VHDXMetadata: Sendable {
    /// The start of the stream that holds both region tables.
    static let headLength = 256 * 1024
    private static let tableStart = 192 * 1024
    /// The metadata table of 64 KiB, and as much for the items behind it.
    private static let windowLength = 128 * 1024
    private static let metadataRegion: [UInt8] = [
        0x06, 0xa2, 0x7c, 0x8b, 0x90, 0x47, 0x9a, 0x4b, 0xb8, 0xfe, 0x57, 0x5f, 0x05, 0x0f, 0x88, 0x6e,
    ]
    private static let diskSize: [UInt8] = [
        0x24, 0x42, 0xa5, 0x2f, 0x1b, 0xcd, 0x76, 0x48, 0xb2, 0x11, 0x5d, 0xbe, 0xd8, 0x3b, 0xf4, 0xb8,
    ]
    private static let fileParameters: [UInt8] = [
        0x37, 0x67, 0xa1, 0xca, 0x36, 0xfa, 0x43, 0x4d, 0xb3, 0xb6, 0x33, 0xf0, 0xaa, 0x44, 0xe7, 0x6b,
    ]

    private var window: Range<UInt64>
    private var bytes: [UInt8] = []

    /// nil when the region table names no metadata region.
    init?(head: HeaderBytes) {
        guard head.starts("regi", at: Self.tableStart), let count = head.little(Self.tableStart + 8, 4), count <= 2047
        else { return nil }
        let entries = (0..<Int(count)).map { Self.tableStart + 16 + 32 * $0 }
        guard let entry = entries.first(where: { head.starts(Self.metadataRegion, at: $0) }),
            let start = head.little(entry + 16, 8), start >= UInt64(Self.headLength), start < 1 << 60
        else { return nil }
        window = start..<(start + UInt64(Self.windowLength))
    }

    var isComplete: Bool { bytes.count == Self.windowLength }

    /// Takes what belongs to the window out of a chunk that stands at `offset` of the stream.
    mutating func consume(_ chunk: UnsafeBufferPointer<UInt8>, at offset: UInt64) {
        let part = (offset..<(offset + UInt64(chunk.count))).clamped(to: window)
        guard !part.isEmpty else { return }
        bytes.append(contentsOf: chunk[Int(part.lowerBound - offset)..<Int(part.upperBound - offset)])
    }

    func virtualSize() throws(DiskImageError) -> UInt64 {
        let table = HeaderBytes(bytes)
        guard table.starts("metadata"), let count = table.little(10, 2), count <= 2047 else {
            throw .truncated(format: .vhdx)
        }
        guard let size = item(Self.diskSize, count: Int(count), in: table).flatMap({ table.little($0, 8) }) else {
            throw .unsafe(format: .vhdx, reason: "its disk size cannot be found")
        }
        let parameters = item(Self.fileParameters, count: Int(count), in: table).flatMap { table.little($0 + 4, 4) }
        guard let parameters else { throw .unsafe(format: .vhdx, reason: "its parameters cannot be found") }
        if parameters & 0x2 != 0 { throw .backingFile(format: .vhdx) }
        return size
    }

    private func item(_ id: [UInt8], count: Int, in table: HeaderBytes) -> Int? {
        let entries = (0..<count).map { 32 + 32 * $0 }
        return entries.first { table.starts(id, at: $0) }.flatMap { table.little($0 + 16, 4) }.map(Int.init)
    }
}
