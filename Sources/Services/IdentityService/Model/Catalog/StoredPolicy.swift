import CloudJSON

/// A policy document that identity keeps for another service; identity itself does not read it.
struct StoredPolicy: Sendable, Codable, Hashable {
    var id: String
    /// The media type of the blob.
    var type: String
    var blob: String
    /// What else the client stored.
    var extra: [String: JSON]
}
