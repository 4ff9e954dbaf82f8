package import CloudAuth
import CloudHTTP
import CloudSQL
package import CloudService

/// Composition of the identity service: what it is given, and the parts it gives.
package struct IdentityRole: Sendable {
    /// All that identity consists of: tables, rules, ways to sign in, routes, workers.
    static let areas: [any IdentityArea.Type] = [
        DiscoveryArea.self, TokensArea.self, CatalogArea.self, ResourcesArea.self, PeopleArea.self, RolesArea.self,
        CredentialsArea.self, DelegationsArea.self, FederationArea.self, DirectoriesArea.self, LimitsArea.self,
    ]

    package let parts: RoleParts
    /// Checks tokens without asking over the network: for identity's own pipeline.
    package let verifier: any TokenVerifier
    let base: IdentityFoundation
    var kit: IdentityKit { base.kit }
    var store: IdentityStore { base.store }

    /// In bytes: what oslo.middleware lets through to Keystone. Anybody may send as much, without a token.
    private static let largestBody = 114_688

    package init(_ environment: RoleEnvironment) throws {
        let base = try IdentityFoundation(
            environment, migrations: Self.areas.flatMap { $0.migrations }, rules: IdentityPolicy.rules)
        let areas = try Self.areas.map { try $0.init(base: base) }
        let signIn = TokenActions(base, by: try areas.flatMap { try $0.methods })
        let routes = try areas.flatMap { try $0.routes(signIn) }.map { $0.informed(by: base.directories) }
        let database = base.store.database
        let verifier = LocalTokenVerifier(base.tokens)
        var api = ServiceAPI(
            name: "identity", mount: "/identity", routes: HomeDocument.serving(routes), faults: KeystoneFaults(),
            tokens: verifier, maximumBody: Self.largestBody)
        api.proxies = base.evidence.proxies
        api.varies = "X-Auth-Token"
        api.pageSizes = try PageSizes(environment.configuration)
        self.base = base
        self.verifier = verifier
        parts = RoleParts(
            databases: [database], apis: [api],
            workers: try areas.flatMap { try $0.workers }.map { .init($0, database) }, relays: [base.relay],
            preparations: areas.flatMap(\.preparations))
    }
}
