import CloudConfiguration
import CloudCore
import CloudHTTP
import CloudJSON
import CloudMessaging
import CloudObservability
import CloudSQL
import CloudService
import CloudTasks
import FoundationEssentials
import HTTPTypes
import NIOCore
import ServiceClients
import TestKit

@testable import ImageService

/// An image service of a test's own, asked through its whole pipeline.
struct ImageRig: Sendable {
    let pipeline: Pipeline
    let parts: RoleParts
    /// The file store's.
    let folder: String

    static func run(
        _ engine: TestEngine, settings: [String: String] = [:], limits: StubLimits? = nil,
        _ body: (ImageRig) async throws -> Void
    ) async throws {
        let state = "/tmp/apus-image-\(IdentifierSource.random.hex().prefix(12))"
        try FileManager.default.createDirectory(atPath: state, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: state) }
        try await engine.withLocation { location in
            let environment = RoleEnvironment(
                configuration: try Configuration(flags: settings), bus: InProcessBus(), observability: .silent(),
                host: "here",
                stateFolder: state, database: { _ in location })
            let client = limits.map { stub in
                let identity = ServiceEndpoint(stub, path: "/identity")
                return UnifiedLimitClient(
                    session: ServiceSession(identity: identity, credentials: .init(username: "image", password: "x")),
                    identity: identity, serviceType: "image", remembered: .zero)
            }
            let parts = try ImageRole(environment, tokens: StaticTokens(), limits: client).parts
            for database in parts.databases { try await database.open() }
            let running = Task {
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for runner in parts.runners { group.addTask { try await runner.run() } }
                    try await group.waitForAll()
                }
            }
            let rig = ImageRig(
                pipeline: Pipeline(parts.apis[0], observability: .silent()), parts: parts,
                folder: settings["image.folder"] ?? state + "/images")
            let outcome: Result<Void, any Error>
            do { outcome = .success(try await body(rig)) } catch { outcome = .failure(error) }
            running.cancel()
            _ = await running.result
            for database in parts.databases { await database.close() }
            try outcome.get()
        }
    }

    var database: Database { parts.databases[0] }

    func send(
        _ method: HTTPRequest.Method, _ path: String, as user: String? = "owner", headers: HTTPFields = [:],
        body: Body = .empty
    ) async throws -> Answer {
        let parts = path.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        var headers = headers
        headers[.authToken] = user
        let query = parts.count > 1 ? Query(parsing: parts[1]) : .empty
        return try await Answer(
            pipeline.respond(to: Request(method, "/image\(parts[0])", query: query, headers: headers, body: body)))
    }

    func send(_ method: HTTPRequest.Method, _ path: String, as user: String? = "owner", _ json: JSON) async throws
        -> Answer
    {
        try await send(
            method, path, as: user, headers: [.contentType: "application/json"],
            body: .bytes(ByteBuffer(string: json.text)))
    }

    /// Creates an image; returns its id.
    func create(_ members: [String: JSON] = [:], as user: String = "owner") async throws -> String {
        var all: [String: JSON] = ["name": "image", "disk_format": "raw", "container_format": "bare"]
        all.merge(members) { $1 }
        let answer = try await send(.post, "/v2/images", as: user, .object(all))
        guard answer.status == 201 else { throw RigFailure(description: answer.text) }
        return answer["id"].string ?? ""
    }

    func upload(_ id: String, _ bytes: [UInt8], as user: String = "owner", to place: String = "file") async throws
        -> Answer
    {
        try await upload(id, .bytes(ByteBuffer(bytes: bytes)), as: user, to: place)
    }

    func upload(_ id: String, _ body: Body, as user: String = "owner", to place: String = "file") async throws -> Answer
    {
        try await send(
            .put, "/v2/images/\(id)/\(place)", as: user, headers: [.contentType: "application/octet-stream"], body: body
        )
    }

    func show(_ id: String, as user: String = "owner") async throws -> Answer {
        try await send(.get, "/v2/images/\(id)", as: user)
    }

    func patch(_ id: String, _ operations: JSON, as user: String = "owner") async throws -> Answer {
        try await send(
            .patch, "/v2/images/\(id)", as: user,
            headers: [.contentType: "application/openstack-images-v2.1-json-patch"],
            body: .bytes(ByteBuffer(string: operations.text)))
    }

    /// Files of the store.
    func files() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: folder).sorted() }

    func sweep() async throws { for preparation in parts.preparations { try await preparation() } }
}
