import CloudCore
import CloudHTTP
import CloudJSON
import HTTPTypes
import NIOCore
import TestKit

@testable import IdentityService

/// One identity service under fire: what ids are known, who asks, and what must not happen.
struct FuzzWorld {
    let cloud: IdentityFixture
    /// A token without any role.
    let nobody: String
    var values: FuzzValues
    /// Ids by the name of the path parameter that takes them.
    private var known: [String: [String]]
    /// What must stay, so that the administrator can go on asking.
    private let kept: Set<String>
    private(set) var problems: [String] = []
    /// How many answers of each hundred: 2 for what succeeded, 4 for what was refused.
    private(set) var answers: [Int: Int] = [:]

    init(_ cloud: IdentityFixture, seed: UInt64) async throws {
        self.cloud = cloud
        values = FuzzValues(SeededRandom(seed: seed))
        let victim = try await cloud.person("victim")
        nobody = try await cloud.token("victim", IdentityFixture.planted, scope: "unscoped")
        let roles = try await cloud.call(.get, "/v3/roles", cloud.admin)["roles"].array ?? []
        let adminRole = roles.first { $0["name"] == "admin" }?["id"]?.string ?? ""
        kept = [cloud.outcome.adminUserID, cloud.outcome.adminProjectID, "default", adminRole]
        known = [
            "user_id": [victim.user, cloud.outcome.adminUserID],
            "project_id": [victim.project, cloud.outcome.adminProjectID], "domain_id": ["default"],
            "role_id": roles.compactMap { $0["id"]?.string },
        ]
        for (path, name) in [("services", "service_id"), ("endpoints", "endpoint_id"), ("regions", "region_id")] {
            let found = try await cloud.call(.get, "/v3/\(path)", cloud.admin)[path].array ?? []
            known[name] = found.compactMap { $0["id"]?.string }
        }
    }

    /// Sends one request made from the operation; notes what must not happen.
    mutating func fire(_ operation: FuzzOperation) async throws {
        let isRead = operation.method == "GET" || operation.method == "HEAD"
        let path = path(operation, isRead)
        let bytes = operation.body.map { values.bytes(values.value(for: $0)) }
        let before = try await changes()
        let request = request(operation, path, bytes)
        let response = await cloud.pipeline.respond(to: request)
        let status = response.status.code
        answers[status / 100, default: 0] += 1
        let body = Array(try await response.body.collect(upTo: 1 << 26).readableBytesView)
        let sent = bytes.map { String(decoding: $0.prefix(2000), as: UTF8.self) } ?? ""
        let story = "\(operation.method) \(path)?\(request.query.text.prefix(2000)) \(sent)"
        if status >= 500, status != 501 {
            problems.append("\(status) for \(story): \(cloud.log.withLock { $0.last { $0.contains("cause") } } ?? "")")
        }
        guard status >= 400 else {
            learn(body)
            return
        }
        // Signing in may be counted; nothing else that is refused may leave a trace.
        if !path.hasPrefix("/v3/auth"), try await changes() != before {
            problems.append("\(status), and yet something changed: \(story)")
        }
    }

    /// Whether the administrator can still ask: what was done with success may have ended that.
    func isUsable() async throws -> Bool { try await cloud.call(.get, "/v3/regions", cloud.admin).status == 200 }

    private func changes() async throws -> Int64 { try await cloud.role.store.read { try $0.changes() } }

    private mutating func request(_ operation: FuzzOperation, _ path: String, _ bytes: [UInt8]?) -> Request {
        var headers = HTTPFields()
        headers[.authToken] =
            values.random.chance(92)
            ? cloud.admin
            : values.random.pick([nobody, nil, "x", "gAAAAA\u{0}", String(repeating: "A", count: 9000)], or: nil)
        if operation.path.hasSuffix("/auth/tokens") || values.random.chance(2) {
            headers[.subjectToken] = values.random.chance(50) ? cloud.admin : values.odd()
        }
        if bytes != nil, values.random.chance(97) { headers[.contentType] = "application/json" }
        var items: [(name: String, value: String)] = []
        for name in operation.query where values.random.chance(30) { items.append((name, value(of: name))) }
        for name in ["limit", "marker", "sort_key", "name__contains", "fields"] where values.random.chance(3) {
            items.append((name, value(of: name)))
        }
        var request = Request(
            HTTPRequest.Method(operation.method) ?? .get, "/identity" + path, query: Query(items: items),
            headers: headers, authority: "cloud:5000")
        if let bytes { request.body = .bytes(ByteBuffer(bytes: bytes)) }
        return request
    }

    private mutating func value(of name: String) -> String {
        if values.random.chance(30),
            let id = known[name.replacing(".", with: "_")]?.randomElement(using: &values.random)
        {
            return id
        }
        return values.random.chance(50) ? values.random.pick(["true", "0", "", "1", "False"], or: "") : values.odd()
    }

    /// The operation's path with ids in it: mostly some that exist.
    private mutating func path(_ operation: FuzzOperation, _ isRead: Bool) -> String {
        let isOwn = operation.method == "DELETE" && operation.path.hasSuffix("/auth/tokens")
        guard !isOwn else { return "/v3/auth/receipts" }
        return operation.path.split(separator: "/", omittingEmptySubsequences: false).map { part -> String in
            guard part.hasPrefix("{") else { return String(part) }
            let name = String(part.dropFirst().dropLast())
            let pool = values.random.chance(90) ? known[name] : known.randomElement(using: &values.random)?.value
            if values.random.chance(80),
                let id = pool?.filter({ isRead || !kept.contains($0) })
                    .randomElement(using: &values.random)
            {
                return id
            }
            return values.odd().replacing("/", with: "%2F").replacing("?", with: "%3F")
        }.joined(separator: "/")
    }

    /// Remembers the ids of what an answer speaks of.
    private mutating func learn(_ body: [UInt8]) {
        guard let members = (try? JSON(parsing: body))?.object else { return }
        for (name, value) in members {
            guard let id = value["id"]?.string else { continue }
            let pool = name + "_id"
            guard known[pool]?.contains(id) != true else { continue }
            known[pool, default: []].append(id)
            if known[pool]?.count ?? 0 > 12 { known[pool]?.remove(at: 2) }
        }
    }
}
