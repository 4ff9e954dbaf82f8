import CloudHTTP
import CloudSQL

/// The catalog: regions, services, endpoints; which of them a project sees; and the policies kept for services.
struct CatalogArea: IdentityArea {
    static let migrations = [
        Region.migration, Service.migration, Endpoint.migration, EndpointGroup.migration, EndpointGroup.associations,
        StoredPolicy.migration, PolicyAssociation.migration,
    ]
    static let rules = IdentityPolicy.catalog + IdentityPolicy.catalogFilters + IdentityPolicy.catalogPolicies

    let base: IdentityFoundation

    func routes(_ signIn: TokenActions) -> [Route] {
        let kit = base.kit
        return RegionsAPI(actions: RegionActions(kit: kit)).routes
            + ServicesAPI(actions: ServiceActions(kit: kit)).routes
            + EndpointsAPI(actions: EndpointActions(kit: kit)).routes
            + EndpointGroupsAPI(actions: EndpointGroupActions(kit: kit)).routes
            + EndpointFilterAPI(actions: EndpointFilterActions(kit: kit)).routes
            + PoliciesAPI(actions: StoredPolicyActions(kit: kit)).routes
            + EndpointPolicyAPI(actions: PolicyAssociationActions(kit: kit)).routes
    }
}
