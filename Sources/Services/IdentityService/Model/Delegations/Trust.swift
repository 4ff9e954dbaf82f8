import CloudCore
import CloudJSON

/// A trustor's leave for a trustee to act with some of the trustor's roles in one project (Identity API v3 OS-TRUST).
struct Trust: Sendable, Codable, Hashable {
    var id: String
    var trustorUserID: String
    var trusteeUserID: String
    /// The first trustor of the chain: whose roles are handed on.
    var originUserID: String
    /// nil: the trust's tokens have no scope and no roles.
    var projectID: String?
    var roleIDs: [String]
    /// Its tokens are the trustor's, not the trustee's.
    var impersonation: Bool
    var expiresAt: Timestamp?
    /// Tokens that may still be had; nil: any number.
    var remainingUses: Int?
    /// The trust by whose token this one was made.
    var redelegatedTrustID: String?
    /// How many further links the chain may have below this one.
    var redelegationCount: Int
    /// What else the client stored.
    var extra: [String: JSON]

    /// Whether the trust can still be seen and used; tokens that were had before hold on without.
    func isUsable(at now: Timestamp) -> Bool { (expiresAt.map { $0 > now } ?? true) && (remainingUses ?? 1) > 0 }

    /// The user whose name stands in its tokens.
    var actingUserID: String { impersonation ? trustorUserID : trusteeUserID }
}
