import CloudCore

/// Tokens that no longer hold: those that match all that is named here and were issued up to `issuedBefore`.
struct Revocation: Sendable, Codable, Hashable {
    var id: String
    /// One token.
    var auditID: String?
    /// A token and all that were made from it.
    var auditChainID: String?
    var userID: String?
    var projectID: String?
    var domainID: String?
    var issuedBefore: Timestamp
    /// When the last token that it could match has expired; then the row goes.
    var purgeAt: Timestamp
}
