import CloudConfiguration
import CloudHTTP
import CloudSQL
import CloudTasks

/// What users let others do in their name: trusts, OAuth1 and OAuth2.
struct DelegationsArea: IdentityArea {
    static let migrations = [
        Trust.migration, Consumer.migration, RequestToken.migration, AccessToken.migration, NonceTable.migration,
        OAuth1Secret.migration, DelegationIndexes.migration,
    ]
    static let rules = IdentityPolicy.delegations

    let base: IdentityFoundation
    private let oauth1: OAuth1Actions

    init(base: IdentityFoundation) throws {
        self.base = base
        oauth1 = OAuth1Actions(
            kit: base.kit, tokens: base.tokens, vault: base.vault, clock: base.store.clock,
            settings: try OAuth1Settings(base.configuration))
    }

    var methods: [any AuthMethod] { [OAuth1Method(store: base.store, oauth1: oauth1)] }

    func routes(_ signIn: TokenActions) throws -> [Route] {
        let (kit, evidence) = (base.kit, base.evidence)
        let trusts = TrustActions(
            kit: kit, tokens: base.tokens,
            maximumRedelegations: try base.configuration[DelegationSettings.maximumRedelegations])
        let issuers = try base.configuration[DelegationSettings.certificateIssuers]
        let oauth2 = OAuth2Actions(kit: kit, tokens: signIn, issuers: Set(issuers))
        return TrustsAPI(actions: trusts).routes + OAuth1API(actions: oauth1, evidence: evidence).routes
            + ConsumersAPI(actions: ConsumerActions(kit: kit, vault: base.vault)).routes
            + AccessTokensAPI(actions: AccessTokenActions(kit: kit, oauth1: oauth1)).routes
            + OAuth2API(actions: oauth2, evidence: evidence, clock: base.store.clock).routes
    }

    var workers: [PeriodicWorker] { [OAuth1PurgeWorker.make(base.store, base.log)] }
}
