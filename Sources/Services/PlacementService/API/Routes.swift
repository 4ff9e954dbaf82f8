import CloudHTTP
import HTTPTypes

/// The whole API on one screen.
struct PlacementRoutes {
    let versions: VersionAPI
    let providers: ProviderAPI
    let inventories: InventoryAPI
    let traits: TraitAPI
    let classes: ResourceClassAPI
    let aggregates: AggregateAPI
    let allocations: AllocationAPI
    let usages: UsageAPI
    let candidates: CandidateAPI
    let reshaper: ReshaperAPI

    var all: [Route] { [.get("/", "-", versions.show).open()] + providerRoutes + catalogRoutes + allocationRoutes }

    private var providerRoutes: [Route] {
        let list = "/resource_providers"
        let one = "/resource_providers/{uuid}"
        let rule = "placement:resource_providers"
        return [
            .get(list, "\(rule):list", providers.list),
            .post(list, "\(rule):create", body: ProviderAPI.creation, providers.create)
                .body(since: v(14), ProviderAPI.creationInTree),
            .get(one, "\(rule):show", providers.show),
            .put(one, "\(rule):update", body: ProviderAPI.change, providers.update)
                .body(since: v(14), ProviderAPI.changeInTree),
            .delete(one, "\(rule):delete", providers.delete),
            .get("\(one)/inventories", "\(rule):inventories:list", inventories.list),
            .post("\(one)/inventories", "\(rule):inventories:create", body: InventoryBody.creation, inventories.create),
            .put("\(one)/inventories", "\(rule):inventories:update", body: InventoryBody.all, inventories.replaceAll),
            .delete("\(one)/inventories", "\(rule):inventories:delete", inventories.deleteAll).from(v(5)),
            .get("\(one)/inventories/{resource_class}", "\(rule):inventories:show", inventories.show),
            .put(
                "\(one)/inventories/{resource_class}", "\(rule):inventories:update", body: InventoryBody.one,
                inventories.replace),
            .delete("\(one)/inventories/{resource_class}", "\(rule):inventories:delete", inventories.delete),
            .get("\(one)/usages", "\(rule):usages", usages.listOfProvider),
            .get("\(one)/aggregates", "\(rule):aggregates:list", aggregates.list).from(v(1)),
            .put("\(one)/aggregates", "\(rule):aggregates:update", body: AggregateAPI.change, aggregates.set)
                .from(v(1)).body(since: v(19), AggregateAPI.changeWithGeneration),
            .get("\(one)/allocations", "\(rule):allocations:list", allocations.listOfProvider),
            .get("\(one)/traits", "\(rule):traits:list", traits.listOfProvider).from(v(6)),
            .put("\(one)/traits", "\(rule):traits:update", body: TraitAPI.change, traits.setOfProvider).from(v(6)),
            .delete("\(one)/traits", "\(rule):traits:delete", traits.clearProvider).from(v(6)),
        ]
    }

    private var catalogRoutes: [Route] {
        [
            .get("/traits", "placement:traits:list", traits.list).from(v(6)),
            .get("/traits/{name}", "placement:traits:show", traits.show).from(v(6)),
            .put("/traits/{name}", "placement:traits:update", traits.ensure).from(v(6)),
            .delete("/traits/{name}", "placement:traits:delete", traits.delete).from(v(6)),
            .get("/resource_classes", "placement:resource_classes:list", classes.list).from(v(2)),
            .post("/resource_classes", "placement:resource_classes:create", body: ResourceClassAPI.body, classes.create)
                .from(v(2)),
            .get("/resource_classes/{name}", "placement:resource_classes:show", classes.show).from(v(2)),
            .put(
                "/resource_classes/{name}", "placement:resource_classes:update", body: ResourceClassAPI.body,
                classes.rename
            ).from(v(2), until: v(6)),
            .put("/resource_classes/{name}", "placement:resource_classes:update", classes.ensure).from(v(7)),
            .delete("/resource_classes/{name}", "placement:resource_classes:delete", classes.delete).from(v(2)),
        ]
    }

    private var allocationRoutes: [Route] {
        let one = "/allocations/{consumer_uuid}"
        return [
            .get(one, "placement:allocations:list", allocations.listOfConsumer),
            .put(one, "placement:allocations:update", body: ClaimBody.first, allocations.set)
                .body(since: v(8), ClaimBody.owned).body(since: v(12), ClaimBody.keyed)
                .body(since: v(28), ClaimBody.withGeneration)
                .body(since: v(34), ClaimBody.withMappings).body(since: v(38), ClaimBody.withType),
            .delete(one, "placement:allocations:delete", allocations.delete),
            .post(
                "/allocations", "placement:allocations:manage", body: ClaimBody.several(ClaimBody.deletable),
                allocations.setAll
            ).from(v(13)).body(since: v(28), ClaimBody.several(ClaimBody.withGeneration))
                .body(since: v(34), ClaimBody.several(ClaimBody.withMappings))
                .body(since: v(38), ClaimBody.several(ClaimBody.withType)),
            .get("/usages", "placement:usages", usages.list).from(v(9)),
            .get("/allocation_candidates", "placement:allocation_candidates:list", candidates.list).from(v(10)),
            .post(
                "/reshaper", "placement:reshaper:reshape", body: ReshaperAPI.body(ClaimBody.withGeneration),
                reshaper.reshape
            ).from(v(30)).body(since: v(34), ReshaperAPI.body(ClaimBody.withMappings))
                .body(since: v(38), ReshaperAPI.body(ClaimBody.withType)),
        ]
    }

    private func v(_ minor: Int) -> Microversion { Microversion(1, minor) }
}

extension Route {
    /// The same route, in these microversions only.
    fileprivate func from(_ first: Microversion, until last: Microversion? = nil) -> Route {
        var copy = self
        copy.since = first
        copy.until = last
        return copy
    }
}
