import CloudCore
import CloudSQL

extension Connection {
    func catalog() throws -> Catalog {
        Catalog(
            services: try table(Service.self).list(), endpoints: try table(Endpoint.self).list(),
            serviceProviders: try table(ServiceProvider.self).list(
                ListQuery(filters: [.init("enabled", [.boolean(true)])])))
    }

    /// The only endpoints that the project's tokens see (OS-EP-FILTER); nil: all.
    func endpointIDs(seenIn projectID: String, orAll: Bool) throws -> Set<String>? {
        guard try hasEndpointFilters() else { return orAll ? nil : [] }
        let given = try endpoints(givenTo: projectID, among: table(Endpoint.self).list())
        return given.isEmpty && orAll ? nil : Set(given.map(\.id))
    }
}
