import CloudConfiguration
import CloudHTTP
import CloudSQL

/// Trusts, OAuth1 and OAuth2: what they add to the service.
extension IdentityRole {
    static let delegationMigrations = [
        Trust.migration, Consumer.migration, RequestToken.migration, AccessToken.migration, NonceTable.migration,
        OAuth1Secret.migration, DelegationIndexes.migration,
    ]

    static func delegationRoutes(_ base: IdentityFoundation) throws -> [Route] {
        let (kit, oauth1, evidence, configuration) = (base.kit, base.oauth1, base.evidence, base.configuration)
        let trusts = TrustActions(
            kit: kit, tokens: base.tokens,
            maximumRedelegations: try configuration[DelegationSettings.maximumRedelegations])
        let issuers = try configuration[DelegationSettings.certificateIssuers].split(separator: ",").map(String.init)
        let oauth2 = OAuth2Actions(kit: kit, tokens: base.signIn, issuers: Set(issuers))
        return TrustsAPI(actions: trusts).routes + OAuth1API(actions: oauth1, evidence: evidence).routes
            + ConsumersAPI(actions: ConsumerActions(kit: kit, vault: oauth1.vault)).routes
            + AccessTokensAPI(actions: AccessTokenActions(kit: kit, oauth1: oauth1)).routes
            + OAuth2API(actions: oauth2, evidence: evidence, clock: oauth1.clock).routes
    }

    static func evidence(_ configuration: Configuration, _ proxies: TrustedProxies) throws -> EvidenceReader {
        EvidenceReader(
            proxies: proxies, userHeader: try configuration[DelegationSettings.remoteUserHeader],
            domainHeader: try configuration[DelegationSettings.remoteDomainHeader])
    }
}
