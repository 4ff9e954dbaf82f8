import CloudConfiguration
import CloudCore
import CloudHTTP
import CloudJSON
import CloudMessaging
import CloudObservability
import CloudSQL
import CloudService
import FoundationEssentials
import HTTPTypes
import NIOCore
import TestKit

@testable import IdentityService

/// An identity service in process with the bootstrap's rows, on a database of its own.
struct IdentityFixture: Sendable {
    let role: IdentityRole
    let pipeline: Pipeline
    let outcome: Bootstrap.Outcome
    let log: LockedValue<[String]>
    /// Moved on by tests.
    let ahead: LockedValue<Duration>
    let folder: String
    /// A token of `admin` on project `admin`.
    var admin = ""

    static let password = "correct horse battery staple"
    static let planted = "planted-Secret-0815"

    /// What came back.
    struct Answer: Sendable {
        var status: Int
        var body: JSON
        var headers: HTTPFields
        var message: String { body["error"]?["message"]?.string ?? "" }
        subscript(_ name: String) -> JSON { body[name] ?? .null }
    }

    static func run(
        _ engine: TestEngine, settings: [String: String] = [:], _ body: (IdentityFixture) async throws -> Void
    ) async throws {
        try await engine.withLocation { location in
            let folder = "/tmp/apus-identity-\(IdentifierSource.random.hex().prefix(12))"
            defer { try? FileManager.default.removeItem(atPath: folder) }
            let log = LockedValue<[String]>([])
            let ahead = LockedValue<Duration>(.zero)
            let clock = CloudClock { CloudClock.system.now + ahead.withLock { $0 } }
            let observability = Observability(
                log: Log(service: "test", minimum: .debug) { line in log.withLock { $0.append(line) } },
                metrics: Metrics(),
                tracer: Tracer(service: "test", sink: NoSpans()))
            let environment = RoleEnvironment(
                configuration: try Configuration(
                    flags: ["identity.password_cost": "4"].merging(settings) { $1 }),
                bus: InProcessBus(), observability: observability, clock: clock, host: "test", stateFolder: folder,
                database: { _ in location })
            let role = try IdentityRole(environment)
            for database in role.parts.databases { try await database.open() }
            for preparation in role.parts.preparations { try await preparation() }
            do {
                let outcome = try await bootstrap().run(on: role)
                var fixture = IdentityFixture(
                    role: role, pipeline: Pipeline(role.parts.apis[0], observability: observability, clock: clock),
                    outcome: outcome, log: log, ahead: ahead, folder: folder)
                fixture.admin = try await fixture.token("admin", password, project: outcome.adminProjectID)
                try await body(fixture)
            } catch {
                for database in role.parts.databases { await database.close() }
                throw error
            }
            for database in role.parts.databases { await database.close() }
        }
    }

    static func bootstrap(port: Int = 5000) -> Bootstrap {
        let base = "http://127.0.0.1:\(port)"
        return Bootstrap(
            adminPassword: password, region: "RegionOne",
            services: [
                .init(type: "identity", name: "keystone", url: base + "/identity"),
                .init(type: "compute", name: "nova", url: base + "/compute/v2.1"),
                .init(type: "volumev3", name: "cinder", url: base + "/volume/v3/%(project_id)s"),
            ], serviceUsers: ["compute": "compute-secret", "image": "image-secret"])
    }

    func call(
        _ method: HTTPRequest.Method, _ path: String, _ token: String? = nil, _ body: JSON? = nil,
        subject: String? = nil, headers: HTTPFields = [:]
    ) async throws -> Answer {
        let parts = path.split(separator: "?", maxSplits: 1)
        var headers = headers
        headers[.authToken] = token
        headers[.subjectToken] = subject
        var request = Request(
            method, "/identity" + parts[0], query: Query(parsing: parts.count > 1 ? parts[1] : ""), headers: headers,
            authority: "cloud:5000")
        if let body { request.body = .bytes(ByteBuffer(bytes: JSONWriter.bytes(body))) }
        let response = await pipeline.respond(to: request)
        let bytes = Array(try await response.body.collect(upTo: 1 << 24).readableBytesView)
        return Answer(
            status: response.status.code, body: try Self.content(bytes, response.headers[.contentType]),
            headers: response.headers)
    }

    private static func content(_ bytes: [UInt8], _ type: String?) throws -> JSON {
        if bytes.isEmpty { return .null }
        if let type, ["text/", "application/x-www-form"].contains(where: type.hasPrefix) {
            return .string(String(decoding: bytes, as: UTF8.self))
        }
        return try JSON(parsing: bytes)
    }

    /// Signs in by name in the default domain.
    func signIn(_ name: String, _ password: String, scope: JSON? = nil, query: String = "") async throws -> Answer {
        var auth: [String: JSON] = [
            "identity": [
                "methods": ["password"],
                "password": [
                    "user": ["name": .string(name), "password": .string(password), "domain": ["id": "default"]]
                ],
            ]
        ]
        auth["scope"] = scope
        return try await call(.post, "/v3/auth/tokens" + query, nil, ["auth": .object(auth)])
    }

    func token(_ name: String, _ password: String, scope: JSON) async throws -> String {
        let answer = try await signIn(name, password, scope: scope)
        guard answer.status == 201, let token = answer.headers[.subjectToken] else {
            throw Fault(answer.status, "no token for \(name): \(answer.message)")
        }
        return token
    }

    func token(_ name: String, _ password: String, project: String) async throws -> String {
        try await token(name, password, scope: ["project": ["id": .string(project)]])
    }

    /// A new resource by the administrator; its id.
    func create(_ path: String, _ one: String, _ members: JSON) async throws -> String {
        let answer = try await call(.post, "/v3/\(path)", admin, .object([one: members]))
        guard answer.status == 201, let id = answer[one]["id"]?.string else {
            throw Fault(answer.status, "no \(one): \(answer.message)")
        }
        return id
    }

    func roleID(_ name: String) async throws -> String {
        let answer = try await call(.get, "/v3/roles?name=\(name)", admin)
        guard let id = answer["roles"].array?.first?["id"]?.string else { throw Fault.missing("role", name) }
        return id
    }

    /// A new user with a role on a new project: their names are the given one.
    func person(_ name: String, role: String = "member") async throws -> (user: String, project: String, token: String)
    {
        let project = try await create("projects", "project", ["name": .string(name)])
        let user = try await create("users", "user", ["name": .string(name), "password": .string(Self.planted)])
        let grant = try await call(
            .put, "/v3/projects/\(project)/users/\(user)/roles/\(try await roleID(role))", admin)
        guard grant.status == 204 else { throw Fault(grant.status, grant.message) }
        return (user, project, try await token(name, Self.planted, project: project))
    }
}
