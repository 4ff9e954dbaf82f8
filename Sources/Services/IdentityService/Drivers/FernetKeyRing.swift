import Crypto

/// The keys in use: the primary makes tokens, all of them open tokens.
struct FernetKeyRing: TokenKeys {
    /// One key: a half that signs and a half that encrypts.
    struct Key: Sendable {
        var signing: SymmetricKey
        var encryption: SymmetricKey

        /// Names the key without telling it.
        var fingerprint: String {
            var digest = SHA256()
            for half in [signing, encryption] { half.withUnsafeBytes { digest.update(bufferPointer: $0) } }
            return Hexadecimal.text(digest.finalize())
        }

        /// - Parameter bytes: 32 of them, and not Keystone's null key, which everybody knows.
        init?(_ bytes: [UInt8]) {
            guard bytes.count == 32, bytes.contains(where: { $0 != 0 }) else { return nil }
            signing = SymmetricKey(data: bytes[..<16])
            encryption = SymmetricKey(data: bytes[16...])
        }
    }

    /// The primary first, then the others from the newest to the oldest, the staged one last.
    var keys: [Key]
    /// When the folder last changed, in microseconds: another number, other keys.
    var version: Int64

    /// Names the key that seals.
    var primaryFingerprint: String { keys.first?.fingerprint ?? "" }

    func seal(_ payload: TokenPayload) throws -> String {
        try Fernet.seal(payload.bytes, at: payload.issuedAt, self)
    }

    func open(_ token: String) -> TokenPayload? { Fernet.open(token, self).flatMap { TokenPayload(bytes: $0) } }
}
