package import CloudMessaging

/// Tokens lost their force: whoever remembers answers about tokens forgets them, all or those that the message names.
///
/// Fanned out by identity on `topic`. Identity itself needs none: it reads its rows.
package struct TokensRevoked: Message, Hashable {
    package static let name = "identity.tokens_revoked"
    package static let topic: Topic = "identity.revocations"

    /// The audit id of one token, or of the chain that began with it.
    package var auditID: String?
    package var userID: String?
    package var projectID: String?

    package init(auditID: String? = nil, userID: String? = nil, projectID: String? = nil) {
        self.auditID = auditID
        self.userID = userID
        self.projectID = projectID
    }
}
