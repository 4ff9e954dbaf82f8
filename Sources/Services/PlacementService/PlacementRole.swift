package import CloudAuth
import CloudHTTP
import CloudSQL
package import CloudService

/// Composition of the placement service: what it is given, and the parts it gives.
package struct PlacementRole: Sendable {
    /// Where it is mounted.
    static let mount = "/placement"

    package let parts: RoleParts

    /// - Parameter tokens: checks the callers' tokens.
    package init(_ environment: RoleEnvironment, tokens: any TokenVerifier) throws {
        let database = try environment.makeDatabase("placement", PlacementMigrations.all)
        let policy = try environment.makePolicy("placement", PlacementPolicy.rules)
        let microversions = MicroversionRange("placement", Microversion(1, 0), Microversion(1, 39))
        let forest = ForestCache(database)
        let routes = PlacementRoutes(
            versions: VersionAPI(microversions: microversions),
            providers: ProviderAPI(
                actions: ProviderActions(
                    database: database, policy: policy, forest: forest, identifiers: environment.identifiers)),
            inventories: InventoryAPI(actions: InventoryActions(database: database, policy: policy, forest: forest)),
            traits: TraitAPI(actions: TraitActions(database: database, policy: policy, forest: forest)),
            classes: ResourceClassAPI(actions: ResourceClassActions(database: database, policy: policy)),
            aggregates: AggregateAPI(actions: AggregateActions(database: database, policy: policy, forest: forest)),
            allocations: AllocationAPI(actions: AllocationActions(database: database, policy: policy)),
            usages: UsageAPI(actions: UsageActions(database: database, policy: policy, forest: forest)),
            candidates: CandidateAPI(actions: CandidateActions(policy: policy, forest: forest)),
            reshaper: ReshaperAPI(actions: ReshapeActions(database: database, policy: policy)))
        let api = ServiceAPI(
            name: "placement", mount: Self.mount, routes: routes.all,
            faults: PlacementFaults(microversions: microversions),
            microversions: microversions, tokens: tokens, maximumBody: 16 << 20)
        parts = RoleParts(
            databases: [database], apis: [api], preparations: [{ try await CatalogSync(database: database).run() }])
    }
}
