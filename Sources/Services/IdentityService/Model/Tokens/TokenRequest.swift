import CloudJSON

/// What a client shows to get a token, and what it wants the token to be good for.
struct TokenRequest: Sendable {
    /// What is shown under the name of a method.
    struct Proof: Sendable {
        var method: String
        var shown: JSON
    }

    enum Scope: Sendable {
        /// Nothing said: the user's default project, or none.
        case open
        case unscoped
        case project(Reference)
        case domain(Reference)
        case system
        /// By its id.
        case trust(String)
    }

    /// All of them must hold, and be of one user.
    var proofs: [Proof]
    var scope: Scope
    /// What the request says of its sender; nil when it was not made by HTTP.
    var evidence: RequestEvidence?
}
