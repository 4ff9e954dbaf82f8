import CloudCore
import CloudSQL

extension Connection {
    func catalog() throws -> Catalog {
        Catalog(
            services: try table(Service.self).list(), endpoints: try table(Endpoint.self).list(),
            serviceProviders: try table(ServiceProvider.self).list(
                ListQuery(filters: [.init("enabled", [.boolean(true)])])),
            isFiltered: try hasEndpointFilters())
    }

    /// The only endpoints that the token's catalog shows (OS-EP-FILTER); nil: all.
    func endpointIDs(seenWith token: ValidToken, _ catalog: Catalog, orAll: Bool) throws -> Set<String>? {
        var given: [Endpoint] = []
        if catalog.isFiltered, case .project(let place) = token.scope {
            given = try endpoints(givenTo: place.id, among: table(Endpoint.self).list())
        }
        return given.isEmpty && orAll ? nil : Set(given.map(\.id))
    }
}
