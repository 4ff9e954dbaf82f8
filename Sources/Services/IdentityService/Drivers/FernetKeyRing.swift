import Crypto

/// The keys in use: the primary makes tokens, all of them open tokens.
struct FernetKeyRing: Sendable {
    /// One key: a half that signs and a half that encrypts.
    struct Key: Sendable {
        var signing: SymmetricKey
        var encryption: SymmetricKey

        /// - Parameter bytes: 32 of them.
        init?(_ bytes: [UInt8]) {
            guard bytes.count == 32 else { return nil }
            signing = SymmetricKey(data: bytes[..<16])
            encryption = SymmetricKey(data: bytes[16...])
        }
    }

    /// The primary first, then the others from the newest to the oldest, the staged one last.
    var keys: [Key]
    /// When the folder last changed, in microseconds: another number, other keys.
    var version: Int64
}
