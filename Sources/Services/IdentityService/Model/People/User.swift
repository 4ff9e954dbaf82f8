import CloudCore
import CloudJSON

/// Somebody who signs in.
struct User: Sendable, Codable, Hashable {
    var id: String
    var name: String
    var domainID: String
    var enabled: Bool
    var defaultProjectID: String?
    /// crypt(5) text; nil: cannot sign in by password.
    var passwordHash: String?
    var passwordChangedAt: Timestamp?
    var passwordExpiresAt: Timestamp?
    var options: [String: JSON]
    /// What else the client stored: `email`, `description`, …
    var extra: [String: JSON]
    /// Made when an identity provider first vouched for them; others of the domain may have the same name.
    var shadow = false
}
