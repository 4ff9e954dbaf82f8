/// What a client shows to get a token, and what it wants the token to be good for.
struct TokenRequest: Sendable {
    /// An id, or a name with its domain.
    struct Reference: Sendable {
        var id: String?
        var name: String?
        var domainID: String?
        var domainName: String?
    }

    enum Proof: Sendable {
        case password(user: Reference, password: String)
        case token(String)
        /// By its id, or by its name and its user.
        case applicationCredential(id: String?, name: String?, user: Reference, secret: String)
    }

    enum Scope: Sendable {
        /// Nothing said: the user's default project, or none.
        case open
        case unscoped
        case project(Reference)
        case domain(Reference)
        case system
    }

    /// All of them must hold, and be of one user.
    var proofs: [Proof]
    var scope: Scope
}
