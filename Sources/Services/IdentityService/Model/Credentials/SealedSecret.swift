/// A secret as it is stored: nothing of it can be read without the key.
struct SealedSecret: Sendable, Hashable {
    var text: String
    /// Which key sealed it; empty: none did, the text is the secret itself.
    var keyFingerprint: String
}
