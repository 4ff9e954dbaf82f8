import CloudAuth
import CloudCore
import CloudJSON
import CloudSQL

/// The catalog's endpoints: create, list, show, update, delete.
struct EndpointActions: ResourceActions {
    let kit: IdentityKit

    /// What a client may say of an endpoint.
    struct Input: Sendable {
        var serviceID: String?
        var interface: String?
        var url: String?
        /// Present and nil: in no region.
        var regionID: String??
        /// The older way to name a region: it is made when it is not there.
        var region: String?
        var enabled: Bool?
        var extra: [String: JSON]
    }

    func create(_ input: Input, _ caller: Caller) async throws -> Endpoint {
        let endpoint = Endpoint(
            id: kit.identifiers.hex(), serviceID: input.serviceID ?? "", interface: input.interface ?? "",
            url: input.url ?? "", regionID: (input.regionID ?? nil) ?? input.region, enabled: input.enabled ?? true,
            extra: input.extra)
        return try await kit.create("identity:create_endpoint", endpoint, caller) { connection in
            if input.regionID == nil { try ensureRegion(input.region, connection) }
            try check(endpoint, connection)
        }
    }

    func list(_ query: ListQuery, _ caller: Caller) async throws -> [Endpoint] {
        try await kit.list("identity:list_endpoints", query, caller)
    }

    func show(_ id: String, _ caller: Caller) async throws -> Endpoint {
        try await kit.show("identity:get_endpoint", id, caller)
    }

    func update(_ id: String, _ input: Input, _ caller: Caller) async throws -> Endpoint {
        try await kit.update("identity:update_endpoint", id, caller) { endpoint, connection in
            endpoint.serviceID = input.serviceID ?? endpoint.serviceID
            endpoint.interface = input.interface ?? endpoint.interface
            endpoint.url = input.url ?? endpoint.url
            if let region = input.regionID {
                endpoint.regionID = region
            } else if let region = input.region {
                try ensureRegion(region, connection)
                endpoint.regionID = region
            }
            endpoint.enabled = input.enabled ?? endpoint.enabled
            endpoint.extra.merge(input.extra) { $1 }
            try check(endpoint, connection)
        }
    }

    func delete(_ id: String, _ caller: Caller) async throws {
        try await kit.delete("identity:delete_endpoint", Endpoint.self, id, caller)
    }

    private func ensureRegion(_ id: String?, _ connection: Connection) throws {
        guard let id else { return }
        let isNew = try connection.table(Region.self).insertIfAbsent(
            Region(id: id, description: "", parentRegionID: nil, extra: [:]))
        if isNew { try kit.notify(.created, .region, id, connection) }
    }

    private func check(_ endpoint: Endpoint, _ connection: Connection) throws {
        guard EndpointTemplate.isValid(endpoint.url) else {
            throw Fault.badRequest("URL \(endpoint.url) contains a variable that is not known, or is malformed.")
        }
        guard try connection.table(Service.self).find(endpoint.serviceID) != nil else {
            throw Fault.badRequest("Could not find service: \(endpoint.serviceID).")
        }
        if let region = endpoint.regionID, try connection.table(Region.self).find(region) == nil {
            throw Fault.badRequest("Could not find region: \(region).")
        }
    }
}
