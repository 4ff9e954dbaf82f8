import AgentProtocols
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
import NIOCore
import TestKit

@testable import NetworkService

/// A network service of a test's own: the whole pipeline over a real database, without sockets.
struct NetworkCloud: Sendable {
    let pipeline: Pipeline
    let parts: RoleParts
    let bus: InProcessBus
    /// Seconds that the service's clock is ahead.
    let ahead = LockedValue(0)

    /// Runs `body` with a service on a new database, its tasks running.
    static func run(_ engine: TestEngine, _ body: (NetworkCloud) async throws -> Void) async throws {
        try await engine.withLocation { location in
            let cloud = try await NetworkCloud(location)
            let tasks = cloud.parts.runners.map { runner in Task { try await runner.run() } }
            func close() async {
                for task in tasks { task.cancel() }
                for task in tasks { _ = await task.result }
                for database in cloud.parts.databases { await database.close() }
            }
            do {
                try await body(cloud)
                await close()
            } catch {
                await close()
                throw error
            }
        }
    }

    init(_ location: DatabaseLocation) async throws {
        bus = InProcessBus()
        let ahead = ahead
        let clock = CloudClock { CloudClock.system.now + .seconds(ahead.withLock { $0 }) }
        let environment = RoleEnvironment(
            configuration: try Configuration(), bus: bus, observability: .silent(), clock: clock, host: "test",
            stateFolder: "/tmp",
            database: { _ in location })
        parts = try NetworkRole(environment, tokens: StaticTokens(), compute: nil).parts
        for database in parts.databases { try await database.open() }
        for preparation in parts.preparations { try await preparation() }
        guard let api = parts.apis.first else { throw Fault(500, "no API") }
        pipeline = Pipeline(api, observability: .silent())
    }

    func call(
        _ method: HTTPRequest.Method, _ path: String, _ body: JSON? = nil, as token: String = "member:p1",
        ifMatch: String? = nil
    ) async throws -> Answer {
        let parts = path.split(separator: "?", maxSplits: 1)
        var headers = HTTPFields()
        headers[.authToken] = token
        headers[.ifMatch] = ifMatch
        let query = parts.count > 1 ? Query(parsing: parts[1]) : .empty
        let target = "/network/v2.0" + (parts.first ?? "")
        let request =
            body.map { Request.json(method, target, query: query, headers: headers, $0) }
            ?? Request(method, target, query: query, headers: headers)
        let response = await pipeline.respond(to: request)
        let bytes = try await response.body.collect(upTo: 64 << 20)
        let json = bytes.readableBytes == 0 ? JSON.null : try JSON(parsing: Array(bytes.readableBytesView))
        return Answer(status: response.status.code, body: json)
    }

    /// Makes a resource, which must succeed.
    func make(_ kind: String, _ members: [String: JSON], as token: String = "member:p1") async throws -> JSON {
        let path = kind.replacing("_", with: "-") + "s"
        let answer = try await call(.post, "/\(path)", [kind: .object(members)], as: token)
        guard answer.status == 201, let made = answer.body[kind] else {
            throw Fault(500, "making a \(kind): \(answer.status) \(answer.message)")
        }
        return made
    }

    /// A network with an IPv4 subnet.
    func network(_ cidr: String = "10.0.0.0/24", as token: String = "member:p1") async throws -> (
        id: String, subnet: String
    ) {
        let network = try await make("network", ["name": "net"], as: token)
        let subnet = try await make(
            "subnet", ["network_id": .string(network.id), "ip_version": 4, "cidr": .string(cidr)], as: token)
        return (network.id, subnet.id)
    }

    /// An external network with a subnet, and a router of p1 between it and `subnet`.
    func gateway(to subnet: String) async throws -> (external: String, router: String) {
        let external = try await make("network", ["name": "ext", "router:external": true], as: "admin")
        _ = try await make(
            "subnet",
            ["network_id": .string(external.id), "ip_version": 4, "cidr": "203.0.113.0/24", "enable_dhcp": false],
            as: "admin")
        let router = try await make("router", ["external_gateway_info": ["network_id": .string(external.id)]])
        let answer = try await call(
            .put, "/routers/\(router.id)/add_router_interface", ["subnet_id": .string(subnet)])
        guard answer.status == 200 else { throw Fault(500, "interface: \(answer.message)") }
        return (external.id, router.id)
    }

    func heartbeat(_ host: String, underlay: String? = nil) async throws {
        _ = try await bus.call(
            NetworkAgentHeartbeat(
                host: host, underlayAddress: underlay, started: true, configurations: ["namespace": "apus-main"]),
            to: .networkConductor, within: .seconds(60))
    }

    func state(_ host: String) async throws -> HostNetworkState {
        try await bus.call(GetHostState(host: host), to: .networkConductor, within: .seconds(60))
    }
}
