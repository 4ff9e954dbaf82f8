import CloudCore

/// A user's leave for a consumer to act in one project with some of the user's roles.
struct AccessToken: Sendable, Codable, Hashable {
    var id: String
    /// Sealed.
    var secret: String
    var keyFingerprint: String
    var consumerID: String
    var projectID: String
    /// Who agreed.
    var userID: String
    var roleIDs: [String]
    var expiresAt: Timestamp?
}
