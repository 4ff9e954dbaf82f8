import CloudCore

/// What a request that a program carries is known by again: its own id holds it, sealed, and nothing is stored.
struct SAMLRequestMark: Sendable, Hashable {
    var idpID: String
    var protocolID: String
    var expiresAt: Timestamp

    var bytes: [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: expiresAt.seconds >> (8 * $0)) } + Array(idpID.utf8) + [0]
            + Array(protocolID.utf8)
    }
}

extension SAMLRequestMark {
    init?(bytes: [UInt8]) {
        guard bytes.count > 8, let middle = bytes.dropFirst(8).firstIndex(of: 0) else { return nil }
        expiresAt = Timestamp(seconds: bytes[..<8].enumerated().reduce(0) { $0 | Int64($1.element) << (8 * $1.offset) })
        idpID = String(decoding: bytes[8..<middle], as: UTF8.self)
        protocolID = String(decoding: bytes[(middle + 1)...], as: UTF8.self)
    }
}
