/// The services that are open, each with its endpoints.
struct Catalog: Sendable {
    struct Entry: Sendable {
        var service: Service
        var endpoints: [Endpoint]
    }

    var entries: [Entry]
    /// The clouds that trust this one.
    var serviceProviders: [ServiceProvider]

    init(services: [Service], endpoints: [Endpoint], serviceProviders: [ServiceProvider] = []) {
        self.serviceProviders = serviceProviders
        let byService = Dictionary(grouping: endpoints.filter(\.enabled), by: \.serviceID)
        entries = services.filter(\.enabled).map { Entry(service: $0, endpoints: byService[$0.id] ?? []) }
    }

    /// What a token shows: where only some endpoints are seen, services without any are left out, as Keystone does.
    func entries(seenWith token: ValidToken) -> [Entry] {
        guard let ids = token.endpointIDs else { return entries }
        return entries.map { entry in
            Entry(service: entry.service, endpoints: entry.endpoints.filter { ids.contains($0.id) })
        }.filter { !$0.endpoints.isEmpty }
    }
}
