import CloudAuth
import CloudConfiguration
import CloudHTTP
import CloudSQL
import CloudService

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

    static func api(_ routes: [Route], _ verifier: any TokenVerifier) -> ServiceAPI {
        ServiceAPI(
            name: "identity", mount: "/identity", routes: routes, faults: KeystoneFaults(), tokens: verifier)
    }

    static func tokenBook(
        _ environment: RoleEnvironment, _ store: IdentityStore, _ keys: any TokenProvider, _ directories: Directories?
    ) throws -> TokenBook {
        let configuration = environment.configuration
        return TokenBook(
            store: store, keys: keys, clock: environment.clock,
            allowExpiredWindow: try configuration[IdentitySettings.allowExpiredWindow], directories: directories,
            showsAllWithoutFilter: try configuration[IdentitySettings.showsAllWithoutFilter])
    }
}

extension PasswordHasher {
    init(_ configuration: Configuration) throws {
        self = try PasswordHasher(
            cost: try configuration[IdentitySettings.passwordCost],
            threads: try configuration[IdentitySettings.passwordThreads])
    }
}

extension HomeDocument {
    /// The routes as they are served: they hear of what directories know, and the whole lists itself.
    static func serving(_ routes: [Route], _ directories: Directories) -> [Route] {
        serving(routes.map { $0.informed(by: directories) })
    }
}
