import CloudJSON

/// One way to prove who asks for a token: a name of `auth.identity.methods`, with what is shown under that name.
protocol AuthMethod: Sendable {
    var name: String { get }
    /// What a client shows; checked before `prove`.
    var schema: Schema { get }

    /// Whether what is shown could be guessed: wrong guesses count towards the account's lock, and a complete sign-in
    /// forgets them.
    var isGuessable: Bool { get }

    /// - Throws: `Fault` 400 for what is not said, 401 for what does not hold: always in the same words, so that they
    ///   tell nobody which part was wrong.
    func prove(_ shown: JSON) async throws -> Proved

    /// The same, for methods that look at the request too.
    func prove(_ shown: JSON, _ evidence: RequestEvidence) async throws -> Proved
}

extension AuthMethod {
    var isGuessable: Bool { false }

    func prove(_ shown: JSON, _ evidence: RequestEvidence) async throws -> Proved { try await prove(shown) }
}
