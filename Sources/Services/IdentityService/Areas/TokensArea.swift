import CloudHTTP
import CloudObservability
import CloudSQL
import CloudTasks

/// Tokens: how they are got by signing in, what they open, and how they end.
struct TokensArea: IdentityArea {
    static let migrations = [Revocation.migration]
    static let rules = IdentityPolicy.tokens

    let base: IdentityFoundation

    var methods: [any AuthMethod] {
        let token = TokenMethod(tokens: base.tokens)
        return base.evidence.userHeader.isEmpty ? [token] : [token, ExternalMethod(directories: base.directories)]
    }

    func routes(_ signIn: TokenActions) -> [Route] {
        TokensAPI(
            actions: signIn, body: TokenRequestBody(Array(signIn.methods.values)), tracer: base.observability.tracer,
            evidence: base.evidence
        ).routes + AccessAPI(actions: AccessActions(kit: base.kit, tokens: base.tokens)).routes
            + RevocationEventsAPI(actions: RevocationActions(kit: base.kit)).routes + SimpleCertificatesAPI().routes
    }

    var workers: [PeriodicWorker] { [RevocationPurgeWorker.make(base.store, base.log)] }

    var preparations: [@Sendable () async throws -> Void] { [base.keys.prepare, base.receipts.keys.prepare] }
}
