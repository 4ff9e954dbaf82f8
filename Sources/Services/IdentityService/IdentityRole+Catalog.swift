import CloudHTTP
import CloudSQL

/// What belongs to the catalog beside regions, services and endpoints, and what an operator asks of any service.
extension IdentityRole {
    static let catalogMigrations: [Migration] = [
        EndpointGroup.migration, EndpointGroup.associations, StoredPolicy.migration, PolicyAssociation.migration,
    ]

    static func catalogRoutes(_ kit: IdentityKit) -> [Route] {
        EndpointGroupsAPI(actions: EndpointGroupActions(kit: kit)).routes
            + EndpointFilterAPI(actions: EndpointFilterActions(kit: kit)).routes
            + PoliciesAPI(actions: StoredPolicyActions(kit: kit)).routes
            + EndpointPolicyAPI(actions: PolicyAssociationActions(kit: kit)).routes
            + RevocationEventsAPI(actions: RevocationActions(kit: kit)).routes
            + SimpleCertificatesAPI().routes + HealthAPI(store: kit.store).routes
    }
}
