import CloudJSON

/// A credential as it is stored: nothing secret can be read from it without the keys.
struct SealedCredential: Sendable, Codable, Hashable {
    var id: String
    var userID: String
    var projectID: String?
    var type: String
    var sealedBlob: String
    /// Which key sealed the blob.
    var keyFingerprint: String
    var delegationID: String?
    var extra: [String: JSON]
}
