import CloudHTTP
import CloudSQL

/// Trusts, OAuth1 and OAuth2: what they add to the service.
extension IdentityRole {
    static let delegationMigrations = [
        Trust.migration, Consumer.migration, RequestToken.migration, AccessToken.migration, NonceTable.migration,
    ]

    static func delegationRoutes(_ oauth1: OAuth1Actions, _ maximumRedelegations: Int) -> [Route] {
        let kit = oauth1.kit
        let trusts = TrustActions(kit: kit, tokens: oauth1.tokens, maximumRedelegations: maximumRedelegations)
        return TrustsAPI(actions: trusts).routes + OAuth1API(actions: oauth1).routes
            + ConsumersAPI(actions: ConsumerActions(kit: kit)).routes
            + AccessTokensAPI(actions: AccessTokenActions(kit: kit, oauth1: oauth1)).routes
    }
}
