import CloudCore

/// What a consumer asks for before a user has agreed; exchanged once for an access token.
struct RequestToken: Sendable, Codable, Hashable {
    var id: String
    /// Sealed.
    var secret: String
    var keyFingerprint: String
    var consumerID: String
    var projectID: String
    /// Who agreed; nil: nobody yet.
    var userID: String?
    /// What the user hands to the consumer.
    var verifier: String?
    var roleIDs: [String]
    var expiresAt: Timestamp?
}
