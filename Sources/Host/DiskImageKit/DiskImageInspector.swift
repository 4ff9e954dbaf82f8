/// Tells what an image is while its bytes pass by, and refuses what is dangerous to open. Keeps at most a megabyte.
///
/// Feed every chunk to `consume`, in order; ask `check` when all has passed, or earlier once `isDecided`.
package struct DiskImageInspector: Sendable {
    private var head: [UInt8] = []
    private var headLimit = 36 * 1024
    private var tail: [UInt8] = []
    private var vhdx: VHDXMetadata?
    /// Bytes seen.
    package private(set) var size: UInt64 = 0

    private static let tailLimit = 3 * Signatures.sector

    package init() {}

    /// Whether the format and its dangers are known already, but for what only the stream's end tells.
    package var isDecided: Bool { head.count >= headLimit && vhdx?.isComplete != false }

    package mutating func consume(_ chunk: some Collection<UInt8>) {
        let done: Void? = chunk.withContiguousStorageIfAvailable { consume($0) }
        if done == nil { Array(chunk).withUnsafeBufferPointer { consume($0) } }
    }

    private mutating func consume(_ chunk: UnsafeBufferPointer<UInt8>) {
        var taken = 0
        while head.count < headLimit, taken < chunk.count {
            let count = min(headLimit - head.count, chunk.count - taken)
            head.append(contentsOf: chunk[taken..<(taken + count)])
            taken += count
            widenHead()
        }
        vhdx?.consume(chunk, at: size)
        if chunk.count >= Self.tailLimit {
            tail = Array(chunk.suffix(Self.tailLimit))
        } else {
            tail.append(contentsOf: chunk)
            if tail.count > Self.tailLimit { tail.removeFirst(tail.count - Self.tailLimit) }
        }
        size += UInt64(chunk.count)
    }

    /// Two formats tell in their headers that more of the start is needed.
    private mutating func widenHead() {
        guard head.count == headLimit else { return }
        let bytes = HeaderBytes(head)
        if bytes.starts("vhdxfile"), headLimit < VHDXMetadata.headLength {
            headLimit = VHDXMetadata.headLength
        } else if bytes.starts("vhdxfile"), vhdx == nil {
            vhdx = VHDXMetadata(head: bytes)
        } else if bytes.starts("KDMV") {
            headLimit = max(headLimit, VMDKHeader(head: bytes)?.descriptorEnd ?? 0)
        }
    }

    /// What the stream is, as far as it has passed.
    package var findings: DiskImageFindings {
        let signatures = Signatures(head: HeaderBytes(head), tail: HeaderBytes(tail))
        return DiskImageFindings(
            matches: signatures.matches, hasFixedFooter: signatures.hasFixedFooter,
            partitioning: signatures.partitioning, size: size)
    }

    /// Refuses a stream that is not what its owner declared, or that would make a reader open something else.
    /// Returns the guest's disk size in bytes.
    @discardableResult
    package func check(declared: DiskFormat) throws(DiskImageError) -> UInt64 {
        let findings = findings
        if findings.matches.count > 1 { throw .ambiguous(found: findings.matches.map(\.rawValue)) }
        let found = findings.format(declared: declared)
        guard found.fits(declared) else { throw .mismatch(declared: declared, found: found.rawValue) }
        let rules = FormatRules(head: HeaderBytes(head), tail: HeaderBytes(tail), size: size, vhdx: vhdx)
        return try rules.virtualSize(of: found)
    }

    /// The guest's disk size in bytes; nil when the content is not acceptable as `declared`.
    package func virtualSize(declared: DiskFormat) -> UInt64? { try? check(declared: declared) }
}
