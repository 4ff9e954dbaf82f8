import CloudCore
import CloudHTTP
import CloudJSON
import HTTPTypes

/// What other services ask of placement (Placement API 1.36), with the service's own token.
package struct PlacementClient: Sendable {
    private let session: ServiceSession
    private let endpoint: ServiceEndpoint

    package init(session: ServiceSession, endpoint: ServiceEndpoint) {
        self.session = session
        self.endpoint = endpoint
    }

    /// Providers that could hold `resources` (class to amount) and have the traits.
    package func candidates(
        resources: [String: Int], required: [String] = [], forbidden: [String] = [], limit: Int = 1000
    ) async throws -> [PlacementCandidate] {
        var items = [
            ("resources", resources.sorted { $0.key < $1.key }.map { "\($0.key):\($0.value)" }.joined(separator: ",")),
            ("limit", String(limit)),
        ]
        let traits = required.sorted() + forbidden.sorted().map { "!" + $0 }
        if !traits.isEmpty { items.append(("required", traits.joined(separator: ","))) }
        let answer = try await send(.get, "/allocation_candidates", query: items).checked(
            "Asking for allocation candidates")
        let summaries = answer["provider_summaries"]?.object ?? [:]
        return (answer["allocation_requests"]?.array ?? []).compactMap { request in
            guard let allocations = request["allocations"]?.object, let root = allocations.keys.sorted().first else {
                return nil
            }
            return PlacementCandidate(
                providerID: root, allocations: allocations.mapValues { Self.amounts($0["resources"]) },
                inventory: (summaries[root]?["resources"]?.object ?? [:]).mapValues {
                    .init(capacity: Int($0["capacity"]?.integer ?? 0), used: Int($0["used"]?.integer ?? 0))
                },
                traits: summaries[root]?["traits"]?.strings ?? [])
        }
    }

    /// What `consumer` has claimed; its generation is nil when placement does not know it.
    package func allocations(of consumer: String) async throws -> PlacementClaim {
        let answer = try await send(.get, "/allocations/\(consumer)").checked("Asking for allocations")
        let allocations = (answer["allocations"]?.object ?? [:]).mapValues { Self.amounts($0["resources"]) }
        return PlacementClaim(
            allocations: allocations, generation: answer["consumer_generation"]?.integer.map(Int.init))
    }

    /// Claims for `consumer`, in place of what it had at `generation`.
    /// - Returns: false when somebody else was first: the resources are gone, or the consumer was changed.
    package func claim(
        consumer: String, _ allocations: [String: [String: Int]], generation: Int?, projectID: String, userID: String
    ) async throws -> Bool {
        let body: JSON = .object([
            "allocations": .object(
                allocations.mapValues { ["resources": .object($0.mapValues { .integer(Int64($0)) })] }),
            "consumer_generation": generation.map { .integer(Int64($0)) } ?? .null,
            "project_id": .string(projectID), "user_id": .string(userID),
        ])
        let response = try await send(.put, "/allocations/\(consumer)", body: body)
        if response.status == .conflict { return false }
        _ = try await response.checked("Claiming resources")
        return true
    }

    /// Gives back all that `consumer` claimed; nothing claimed is no fault.
    package func release(consumer: String) async throws {
        let response = try await send(.delete, "/allocations/\(consumer)")
        if response.status != .notFound { _ = try await response.checked("Releasing resources") }
    }

    /// Makes a host's provider what it should be: there, with this inventory and these traits.
    package func place(provider id: String, name: String, inventory: [String: PlacementInventory], traits: [String])
        async throws
    {
        let found = try await send(.get, "/resource_providers/\(id)")
        var generation = 0
        if found.status == .notFound {
            let made = try await send(.post, "/resource_providers", body: ["uuid": .string(id), "name": .string(name)])
            generation = Int(try await made.checked("Making a resource provider")["generation"]?.integer ?? 0)
        } else {
            generation = Int(try await found.checked("Asking for a resource provider")["generation"]?.integer ?? 0)
        }
        let inventories = try await send(
            .put, "/resource_providers/\(id)/inventories",
            body: .object([
                "resource_provider_generation": .integer(Int64(generation)),
                "inventories": .object(inventory.mapValues(\.json)),
            ])
        ).checked("Setting an inventory")
        generation = Int(inventories["resource_provider_generation"]?.integer ?? Int64(generation + 1))
        _ = try await send(
            .put, "/resource_providers/\(id)/traits",
            body: .object([
                "resource_provider_generation": .integer(Int64(generation)),
                "traits": .array(traits.sorted().map(JSON.string)),
            ])
        ).checked("Setting traits")
    }

    /// Takes a host's provider away, with its inventory. - Throws: 409 while something is claimed of it.
    package func remove(provider id: String) async throws {
        let response = try await send(.delete, "/resource_providers/\(id)")
        if response.status != .notFound { _ = try await response.checked("Deleting a resource provider") }
    }

    private static func amounts(_ resources: JSON?) -> [String: Int] {
        (resources?.object ?? [:]).compactMapValues { $0.integer.map(Int.init) }
    }

    private func send(
        _ method: HTTPRequest.Method, _ path: String, query: [(String, String)] = [], body: JSON? = nil
    ) async throws -> Response {
        let headers: HTTPFields = [.microversion: "placement 1.36"]
        let query = Query(items: query.map { (name: $0.0, value: $0.1) })
        let request =
            body.map { Request.json(method, path, query: query, headers: headers, $0) }
            ?? Request(method, path, query: query, headers: headers)
        return try await session.send(request, to: endpoint)
    }
}
