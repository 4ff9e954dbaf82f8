package import CloudAuth
import CloudConfiguration
import CloudHTTP
import CloudObservability
import CloudSQL
package import CloudService

/// Composition of the identity service: what it is given, and the parts it gives.
package struct IdentityRole: Sendable {
    package let parts: RoleParts
    /// Checks tokens without asking over the network: for identity's own pipeline.
    package let verifier: any TokenVerifier
    /// For `apus identity rotate-keys`.
    package var keys: any KeyRepository { base.keys }
    /// For `apus identity rotate-credential-keys` and `migrate-credentials`.
    package var secrets: IdentitySecrets { base.secrets }
    var store: IdentityStore { base.store }
    var hasher: PasswordHasher { base.hasher }
    var kit: IdentityKit { base.kit }
    var people: PeopleParts { base.people }
    private let base: IdentityFoundation

    package init(_ environment: RoleEnvironment) throws {
        let base = try IdentityFoundation(environment)
        let verifier = LocalTokenVerifier(base.tokens)
        var api = ServiceAPI(
            name: "identity", mount: "/identity", routes: try IdentityRoutes.all(base), faults: KeystoneFaults(),
            tokens: verifier)
        api.proxies = base.proxies
        let log = base.observability.log
        let database = base.store.database
        self.base = base
        self.verifier = verifier
        parts = RoleParts(
            databases: [database], apis: [api],
            workers: [
                .init(RevocationPurgeWorker.make(base.store, log), database),
                .init(OAuth1PurgeWorker.make(base.store, log), database), base.people.worker,
            ],
            preparations: [
                base.keys.prepare, base.people.receipts.keys.prepare, base.secrets.prepare,
                base.directories.seal.keys.prepare, { try await Self.requireTree(base.kit) },
            ])
    }
}
