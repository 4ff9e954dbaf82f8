import CloudAuth
import CloudConfiguration
import CloudCore
import CloudHTTP
import CloudJSON
import CloudMessaging
import CloudObservability
import CloudSQL
import CloudService
import CloudTasks
import HTTPTypes
import ServiceClients
import TestKit
import Testing

@testable import ComputeService

/// Compute's three roles in one process with stub neighbours and fake agents, on a database of the engine's.
final class ServerCloud: Sendable {
    let services = StubServices()
    let bus: InProcessBus
    let spans = SpanBox()
    let database: Database
    let pipeline: Pipeline
    private let role: ComputeRole
    /// Another process of the same roles, for when the first has died.
    private let spare: ComputeRole
    private let running = LockedValue<[Task<Void, any Error>]>([])

    /// Keeps finished spans.
    final class SpanBox: SpanSink {
        private let held = LockedValue<[Span]>([])
        func record(_ span: Span) { held.withLock { $0.append(span) } }
        var all: [Span] { held.withLock { $0 } }
    }

    init(
        _ location: DatabaseLocation, settings: [String: String] = [:], failpoint: Failpoint = .none,
        limits: StubLimits? = nil
    ) throws {
        let bus = InProcessBus()
        self.bus = bus
        let observability = Observability(
            log: .silent, metrics: Metrics(), tracer: Tracer(service: "test", sink: spans))
        let environment = RoleEnvironment(
            configuration: try Configuration(flags: settings), bus: bus, observability: observability, host: "control",
            stateFolder: "/tmp", failpoint: failpoint, database: { _ in location })
        let endpoints = ComputeRole.Endpoints(
            placement: services.endpoint("/placement"), image: services.endpoint("/image"),
            network: services.endpoint("/network"))
        let client = limits.map { stub in
            let identity = ServiceEndpoint(stub, path: "/identity")
            return UnifiedLimitClient(
                session: ServiceSession(identity: identity, credentials: .init(username: "compute", password: "x")),
                identity: identity, serviceType: "compute", remembered: .zero)
        }
        role = try ComputeRole(
            environment, endpoints: endpoints, session: services.session, tokens: StubTokens(), limits: client)
        var second = environment
        second.failpoint = .none
        spare = try ComputeRole(
            second, endpoints: endpoints, session: services.session, tokens: StubTokens(), limits: client)
        database = try #require(role.api.databases.first)
        pipeline = Pipeline(try #require(role.api.apis.first), observability: observability)
    }

    /// A running cloud with `hosts`, a flavor and room in the quota; ended after `body`.
    static func with(
        _ engine: TestEngine = .sqlite, hosts: [String] = ["host-1"], settings: [String: String] = [:],
        failpoint: Failpoint = .none, limits: StubLimits? = nil, _ body: (ServerCloud, [FakeAgent]) async throws -> Void
    ) async throws {
        try await engine.withLocation { location in
            let cloud = try ServerCloud(location, settings: settings, failpoint: failpoint, limits: limits)
            try await cloud.database.open()
            try await cloud.prepare()
            await cloud.run()
            var agents: [FakeAgent] = []
            do {
                for host in hosts {
                    let agent = FakeAgent(host, bus: cloud.bus, services: cloud.services)
                    try await agent.start()
                    try await agent.report()
                    agents.append(agent)
                }
                let expected = hosts.count
                try await eventually {
                    cloud.services.state.withLock { $0.providers.values.filter { !$0.traits.isEmpty }.count }
                        == expected
                }
                try await body(cloud, agents)
            } catch {
                await cloud.stop()
                throw error
            }
            await cloud.stop()
        }
    }

    private func prepare() async throws {
        for preparation in role.conductor.preparations { try await preparation() }
        try await database.write { connection in
            try connection.table(Flavor.self).insertIfAbsent(
                Flavor(
                    id: "1", name: "m1.tiny", vcpus: 1, memory: 64, disk: 1, ephemeral: 0, swap: 0, rxtxFactor: 1,
                    isPublic: true,
                    isDisabled: false, description: nil, extraSpecs: [:], createdAt: connection.now))
            try connection.table(Flavor.self).insertIfAbsent(
                Flavor(
                    id: "gpu", name: "gpu", vcpus: 1, memory: 64, disk: 1, ephemeral: 0, swap: 0, rxtxFactor: 1,
                    isPublic: true,
                    isDisabled: false, description: nil, extraSpecs: ["trait:CUSTOM_GPU": "required"],
                    createdAt: connection.now))
        }
    }

    func run() async { start(role) }

    /// The first runners die, as far as anybody else can tell; others stand in for them.
    func replaceRunners() async {
        let dying = running.withLock { tasks in
            defer { tasks = [] }
            return tasks
        }
        for task in dying { task.cancel() }
        for task in dying { _ = await task.result }
        start(spare)
    }

    private func start(_ role: ComputeRole) {
        for runner in role.scheduler.runners + role.conductor.runners {
            let task = Task { try await runner.run() }
            running.withLock { $0.append(task) }
        }
    }

    func stop() async {
        for task in running.withLock({ $0 }) { task.cancel() }
        for task in running.withLock({ $0 }) { _ = await task.result }
        await database.close()
        for other in spare.api.databases { await other.close() }
    }

    // MARK: Requests

    struct Answer: Sendable {
        var status: Int
        var body: JSON
        var headers: HTTPFields
        var message: String { body.object?.values.first?["message"]?.string ?? "" }
    }

    func send(
        _ method: HTTPRequest.Method, _ target: String, _ body: JSON? = nil, as token: String = "member:p1",
        version: String = "2.96"
    ) async throws -> Answer {
        let parts = target.split(separator: "?", maxSplits: 1)
        var headers: HTTPFields = [.authToken: token, .microversion: "compute \(version)"]
        let query = parts.count > 1 ? Query(parsing: parts[1]) : .empty
        headers[.contentType] = "application/json"
        let path = "/compute/v2.1" + parts[0]
        let request =
            body.map { Request.json(method, path, query: query, headers: headers, $0) }
            ?? Request(method, path, query: query, headers: headers)
        let response = await pipeline.respond(to: request)
        return Answer(status: response.status.code, body: try await response.json(), headers: response.headers)
    }

    /// The body that boots the stub image; `changes` go over it.
    static func bootBody(_ changes: [String: JSON] = [:]) -> JSON {
        var server: [String: JSON] = [
            "name": "vm", "imageRef": .string(StubServices.imageID), "flavorRef": "1", "networks": "auto",
        ]
        server.merge(changes) { $1 }
        return ["server": .object(server)]
    }

    /// Asks for a server. - Returns: its id.
    func boot(_ changes: [String: JSON] = [:], as token: String = "member:p1") async throws -> String {
        let answer = try await send(.post, "/servers", Self.bootBody(changes), as: token)
        #expect(answer.status == 202, "\(answer.body.text)")
        return try #require(answer.body["server"]?["id"]?.string)
    }

    func act(_ id: String, _ action: String, _ body: JSON = .null, as token: String = "member:p1") async throws
        -> Answer
    {
        try await send(.post, "/servers/\(id)/action", .object([action: body]), as: token)
    }

    func server(_ id: String, as token: String = "admin:p1") async throws -> JSON {
        try await send(.get, "/servers/\(id)", as: token).body["server"] ?? .null
    }

    /// Waits until the server has the status and nothing is under way.
    @discardableResult
    func settle(_ id: String, _ status: String) async throws -> JSON {
        var last = JSON.null
        for _ in 0..<4000 {
            last = try await server(id)
            if last["status"]?.string == status, last["OS-EXT-STS:task_state"]?.isNull == true { return last }
            try await Task.sleep(for: .milliseconds(10))
        }
        Issue.record("server \(id) is not \(status): \(last.text)")
        return last
    }

    func booted(_ changes: [String: JSON] = [:]) async throws -> String {
        let id = try await boot(changes)
        try await settle(id, "ACTIVE")
        return id
    }

    func gone(_ id: String) async throws {
        try await eventually { try await self.send(.get, "/servers/\(id)").status == 404 }
    }
}
