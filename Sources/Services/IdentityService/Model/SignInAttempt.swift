import CloudCore
import CloudJSON

/// A sign-in as it is told of: by whom, or by whom it claimed to be, and how it went.
struct SignInAttempt: Sendable {
    /// Known when the user was found.
    var userID: String?
    var userName: String?
    /// Of a user that was not found: whom the client named.
    var reference: Reference?
    /// Set when an identity provider vouches for the user.
    var federation: FederatedSession?
    /// Why it failed; nil when it did not.
    var failure: Fault?
    /// It failed because the account is locked, which is not told to the client.
    var isLocked = false
}

extension SignInAttempt {
    /// Ways that only exchange a token for another: nobody signs in by them.
    private static let exchanges: Set = ["token", "mapped", "openid", "saml2"]

    /// What a request claims; nil when it only exchanges a token.
    init?(_ request: TokenRequest) {
        let proofs = request.proofs.filter { !Self.exchanges.contains($0.method) }
        guard !proofs.isEmpty else { return nil }
        reference = proofs.lazy.compactMap { $0.shown["user"] }.compactMap { try? Reference($0, "user") }.first
    }

    init(reference: Reference? = nil, federation: FederatedSession? = nil) {
        self.reference = reference
        self.federation = federation
    }
}
