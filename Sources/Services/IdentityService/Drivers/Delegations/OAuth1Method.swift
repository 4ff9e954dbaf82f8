import CloudCore
import CloudJSON
import CloudSQL

/// `oauth1`: a request to sign in that a consumer signed with its access token. Nothing is shown in the body.
struct OAuth1Method: AuthMethod {
    let store: IdentityStore
    let oauth1: OAuth1Actions

    let name = "oauth1"
    let schema = Schema.object([:], others: .any)

    func prove(_ shown: JSON) async throws -> Proved { throw Fault.unauthorized() }

    func prove(_ shown: JSON, _ evidence: RequestEvidence) async throws -> Proved {
        let request = try OAuth1Request(evidence)
        guard let id = request.token, !id.isEmpty else { throw Fault.expecting("oauth_token", in: "request") }
        try request.requireForm()
        let (delegation, consumer, user) = try await store.read { connection in
            let delegation = try connection.delegation(.accessToken(id))
            guard case .accessToken(let token)? = delegation else { return (delegation, Consumer?.none, User?.none) }
            return (
                delegation, try connection.table(Consumer.self).find(token.consumerID),
                try connection.table(User.self).find(token.userID)
            )
        }
        guard case .accessToken(let token)? = delegation, let consumer, let user, consumer.id == request.consumerKey,
            try request.isSigned(
                consumerSecret: oauth1.vault.open(consumer.sealed), tokenSecret: oauth1.vault.open(token.sealed))
        else { throw Fault.unauthorized() }
        try await oauth1.takeNonce(request)
        return Proved(user: user, methods: .oauth1, delegation: delegation)
    }
}
