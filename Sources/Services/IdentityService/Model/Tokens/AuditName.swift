/// What a single token, or a chain of tokens made of one another, is revoked by.
struct AuditName: Sendable, Hashable {
    private let high: UInt64
    private let low: UInt64
    let isChain: Bool

    /// - Parameter id: 16 bytes.
    init(_ id: [UInt8], isChain: Bool) {
        high = id.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
        low = id.dropFirst(8).prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
        self.isChain = isChain
    }

    /// The bytes of the id.
    var id: [UInt8] { high.bigEndianBytes + low.bigEndianBytes }
}
