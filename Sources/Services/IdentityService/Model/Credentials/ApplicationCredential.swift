import CloudCore
import CloudJSON

/// A secret with which a program acts for a user in one project, with some of the user's roles.
struct ApplicationCredential: Sendable, Codable, Hashable {
    var id: String
    var name: String
    var userID: String
    var projectID: String
    var secretHash: String
    var description: String?
    var roleIDs: [String]
    var unrestricted: Bool
    var expiresAt: Timestamp?
    /// What the client allows itself: `{"id", "service", "method", "path"}` each. Checked by the services.
    var accessRules: [JSON]
    var extra: [String: JSON]
}
