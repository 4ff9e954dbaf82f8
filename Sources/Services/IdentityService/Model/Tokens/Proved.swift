import CloudCore

/// Who asks for a token, proved; and what an older token or a credential hands on.
struct Proved: Sendable {
    var user: User
    var methods: AuthMethods
    /// When the new token must end at the latest; nil: after the usual time.
    var expiresAt: Timestamp?
    /// The audit id of the chain's first token.
    var auditChainID: [UInt8]?
    var delegation: Delegation?
    /// What the token that was shown is good for.
    var scope: TokenScope?
    /// The certificate that the new token is bound to, as `x5t#S256`.
    var thumbprint: String?
    /// How they came in, when another identity provider vouches for them.
    var federation: FederatedSession?
}
