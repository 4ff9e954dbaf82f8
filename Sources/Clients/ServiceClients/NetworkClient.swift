import CloudCore
import CloudHTTP
package import CloudJSON
import HTTPTypes

/// What other services ask of the network service (Network API v2.0).
package struct NetworkClient: Sendable {
    private let session: ServiceSession
    private let endpoint: ServiceEndpoint

    package init(session: ServiceSession, endpoint: ServiceEndpoint) {
        self.session = session
        self.endpoint = endpoint
    }

    /// Networks as the holder of `userToken` sees them; the service itself sees all.
    package func networks(_ filters: [(String, String)] = [], userToken: String? = nil) async throws
        -> [NetworkDescription]
    {
        try await list("networks", filters, userToken).compactMap(NetworkDescription.init)
    }

    package func ports(_ filters: [(String, String)], userToken: String? = nil) async throws -> [PortDescription] {
        try await list("ports", filters, userToken).compactMap(PortDescription.init)
    }

    /// nil when there is none to be seen.
    package func port(_ id: String, userToken: String? = nil) async throws -> PortDescription? {
        let response = try await session.send(Request(.get, path("ports", id)), to: endpoint, userToken: userToken)
        if response.status == .notFound { return nil }
        return PortDescription(try await response.checked("Asking for a port")["port"] ?? .null)
    }

    /// - Parameter members: those of the API's port: `network_id`, `device_id`, `fixed_ips`, …
    package func createPort(_ members: [String: JSON], userToken: String? = nil) async throws -> PortDescription {
        let body: JSON = ["port": .object(members)]
        let response = try await session.send(.json(.post, "/v2.0/ports", body), to: endpoint, userToken: userToken)
        return try read(await response.checked("Making a port"))
    }

    package func updatePort(_ id: String, _ members: [String: JSON], userToken: String? = nil) async throws
        -> PortDescription
    {
        let body: JSON = ["port": .object(members)]
        let response = try await session.send(.json(.put, path("ports", id), body), to: endpoint, userToken: userToken)
        return try read(await response.checked("Changing a port"))
    }

    /// A port that is not there is no fault.
    package func deletePort(_ id: String) async throws {
        let response = try await session.send(Request(.delete, path("ports", id)), to: endpoint)
        if response.status != .notFound { _ = try await response.checked("Deleting a port") }
    }

    /// Ids and names of security groups.
    package func securityGroups(
        _ filters: [(String, String)] = [], userToken: String? = nil
    ) async throws -> [(id: String, name: String)] {
        try await list(
            "security-groups", filters + [("fields", "id"), ("fields", "name")], userToken, member: "security_groups"
        )
        .compactMap { item in
            guard let id = item["id"]?.string, let name = item["name"]?.string else { return nil }
            return (id: id, name: name)
        }
    }

    /// Floating addresses by the port that they lead to.
    package func floatingIPs(_ filters: [(String, String)] = []) async throws -> [FloatingIPDescription] {
        try await list("floatingips", filters, nil).compactMap(FloatingIPDescription.init)
    }

    private func read(_ body: JSON) throws -> PortDescription {
        guard let port = PortDescription(body["port"] ?? .null) else {
            throw Fault.unavailable("The network service's answer cannot be read.", cause: body.text)
        }
        return port
    }

    private func path(_ collection: String, _ id: String) -> String {
        "/v2.0/\(collection)/" + PercentCoding.encode(id)
    }

    private func list(
        _ collection: String, _ filters: [(String, String)], _ userToken: String?, member: String? = nil
    ) async throws -> [JSON] {
        let query = Query(items: filters.map { (name: $0.0, value: $0.1) })
        let response = try await session.send(
            Request(.get, "/v2.0/\(collection)", query: query), to: endpoint, userToken: userToken)
        return try await response.checked("Listing \(collection)")[member ?? collection]?.array ?? []
    }
}
