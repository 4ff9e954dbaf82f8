import CloudHTTP

/// All operations other than those of servers: each resource's list, one after another.
enum ResourceRoutes {
    static func all(_ context: ComputeContext, _ microversions: MicroversionRange) -> [Route] {
        let flavors = FlavorActions(context: context)
        return VersionsAPI(microversions: microversions).routes
            + ExtensionsAPI(context: context).routes
            + FlavorAPI(context).routes
            + FlavorPartsAPI(actions: flavors).routes
            + KeyPairAPI(context).routes
            + QuotaAPI(actions: QuotaActions(context: context)).routes
            + ServicesAPI(context).routes
            + HypervisorAPI(context).routes
            + ZoneAPI(context: context).routes
            + AggregateAPI(actions: AggregateActions(context: context)).routes
            + ServerGroupAPI(actions: ServerGroupActions(context: context)).routes
            + UsageAPI(context).routes
            + MigrationAPI(context: context).routes
    }
}
