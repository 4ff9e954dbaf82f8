import CloudAuth
import CloudConfiguration
import CloudCore
import CloudHTTP
import CloudJSON
import CloudMessaging
import CloudObservability
import CloudSQL
import CloudService
import HTTPTypes
import NIOCore
import TestKit

@testable import PlacementService

/// A placement service of a test's own: the whole pipeline over a real database, without sockets.
struct Placement: Sendable {
    let pipeline: Pipeline
    let parts: RoleParts

    /// Runs `body` with a service on a new database.
    static func run(_ engine: TestEngine, _ body: (Placement) async throws -> Void) async throws {
        try await engine.withLocation { location in
            let placement = try await Placement(location)
            do {
                try await body(placement)
                await placement.close()
            } catch {
                await placement.close()
                throw error
            }
        }
    }

    init(_ location: DatabaseLocation) async throws {
        let environment = RoleEnvironment(
            configuration: try Configuration(), bus: InProcessBus(), observability: .silent(), host: "test",
            stateFolder: "/tmp",
            database: { _ in location })
        parts = try PlacementRole(environment, tokens: StaticTokens()).parts
        for database in parts.databases { try await database.open() }
        for preparation in parts.preparations { try await preparation() }
        guard let api = parts.apis.first else { throw Fault(500, "no API") }
        pipeline = Pipeline(api, observability: .silent())
    }

    func close() async {
        for database in parts.databases { await database.close() }
    }

    func call(
        _ method: HTTPRequest.Method, _ path: String, _ body: JSON? = nil, version: String? = "1.39",
        token: String? = "admin"
    ) async throws -> Answer {
        let parts = path.split(separator: "?", maxSplits: 1)
        var headers = HTTPFields()
        headers[.authToken] = token
        if let version { headers[.microversion] = "placement \(version)" }
        let query = parts.count > 1 ? Query(parsing: parts[1]) : .empty
        let target = "/placement" + (parts.first ?? "")
        let request =
            body.map { Request.json(method, target, query: query, headers: headers, $0) }
            ?? Request(method, target, query: query, headers: headers)
        let response = await pipeline.respond(to: request)
        let bytes = try await response.body.collect(upTo: 64 << 20)
        let json = bytes.readableBytes == 0 ? JSON.null : try JSON(parsing: Array(bytes.readableBytesView))
        return Answer(status: response.status.code, headers: response.headers, body: json)
    }

    /// Makes a provider with inventories, traits and aggregates; returns its id.
    @discardableResult
    func provider(
        _ name: String, parent: String? = nil, _ inventories: [String: JSON] = [:], traits: [String] = [],
        aggregates: [String] = []
    ) async throws -> String {
        let made = try await call(
            .post, "/resource_providers",
            ["name": .string(name), "parent_provider_uuid": parent.map(JSON.string) ?? .null])
        guard made.status == 200, let uuid = made.body["uuid"]?.string else {
            throw Fault(500, "provider: \(made.detail)")
        }
        var generation = made.generation ?? 0
        func put(_ room: String, _ body: [String: JSON]) async throws {
            var body = body
            body["resource_provider_generation"] = .integer(generation)
            let answer = try await call(.put, "/resource_providers/\(uuid)/\(room)", .object(body))
            guard answer.status == 200 else { throw Fault(500, "\(room): \(answer.detail)") }
            generation = answer.generation ?? generation
        }
        if !inventories.isEmpty { try await put("inventories", ["inventories": .object(inventories)]) }
        if !traits.isEmpty { try await put("traits", ["traits": .array(traits.map(JSON.string))]) }
        if !aggregates.isEmpty { try await put("aggregates", ["aggregates": .array(aggregates.map(JSON.string))]) }
        return uuid
    }

    /// Claims for a consumer, in the newest version.
    func claim(
        _ consumer: String, _ allocations: [String: [String: Int64]], generation: Int64? = nil, project: String = "p1",
        user: String = "u1", type: String = "INSTANCE"
    ) async throws -> Answer {
        try await call(
            .put, "/allocations/\(consumer)",
            Self.claimBody(allocations, generation: generation, project: project, user: user, type: type))
    }

    static func claimBody(
        _ allocations: [String: [String: Int64]], generation: Int64? = nil, project: String = "p1", user: String = "u1",
        type: String = "INSTANCE"
    ) -> JSON {
        [
            "allocations": .object(
                allocations.mapValues { ["resources": .object($0.mapValues(JSON.integer))] }),
            "project_id": .string(project), "user_id": .string(user), "consumer_type": .string(type),
            "consumer_generation": generation.map(JSON.integer) ?? .null,
        ]
    }

    /// The sets of providers of the candidates, by class, sorted.
    func candidates(_ query: String, version: String = "1.39") async throws -> (
        requests: [JSON], summaries: [String: JSON]
    ) {
        let answer = try await call(.get, "/allocation_candidates?\(query)", version: version)
        guard answer.status == 200 else { throw Fault(answer.status, answer.detail) }
        return (answer.body["allocation_requests"]?.array ?? [], answer.body["provider_summaries"]?.object ?? [:])
    }
}
