import CloudHTTP
import CloudJSON
import HTTPTypes
import TestKit
import Testing

@testable import IdentityService

/// Every operation with bodies and paths that nobody should send: never a 500, and nobody's name changes.
@Suite struct HostileInputTests {
    private static let values: [JSON] = [
        .null, true, -1, 1e300, "", "\0", "a\0b", "'; DROP TABLE users; --", "%", "../../etc/passwd",
        "\u{202E}\u{0301}é😀",
        .string(String(repeating: "x", count: 5000)), [], [.null], [["x": 1]], [:], ["id": 5], ["name": .null],
        .integer(.max), ["immutable": "perhaps"],
    ]
    private static let members = [
        "name", "password", "original_password", "domain_id", "enabled", "description", "options", "tags", "parent_id",
        "type", "service_id", "interface", "url", "region_id", "id", "roles", "access_rules", "expires_at", "secret",
        "default_project_id", "email",
    ]

    @Test(arguments: TestEngine.available) func nothingBreaks(_ engine: TestEngine) async throws {
        try await IdentityFixture.run(engine) { cloud in
            let victim = try await cloud.person("victim")
            let ids = ["user_id": victim.user, "project_id": victim.project, "actor_id": victim.user]
            for route in cloud.pipeline.api.routes {
                for (index, value) in Self.values.enumerated() {
                    let path = Self.path(route, ids, index)
                    let body = Self.body(route, value, index)
                    let answer = try await cloud.call(route.method, path, cloud.admin, body, subject: "gAAAA\(index)")
                    #expect(answer.status < 500 || answer.status == 501, "\(route.method) \(path) \(body?.text ?? "")")
                }
            }
            #expect(
                try await cloud.call(.get, "/v3/users/\(cloud.outcome.adminUserID)", cloud.admin)["user"]["name"]
                    == "admin")
        }
    }

    private static func path(_ route: Route, _ ids: [String: String], _ index: Int) -> String {
        let hostile = ["%00", "%27%3B--", "%F0%9F%98%80", "x", String(repeating: "y", count: 300), "%FF%FE"]
        let parts = route.path.split(separator: "/", omittingEmptySubsequences: false).map { part -> String in
            guard part.hasPrefix("{") else { return String(part) }
            let known = ids[String(part.dropFirst().dropLast())]
            return known.flatMap { index % 2 == 0 && route.method != .delete ? $0 : nil }
                ?? hostile[index % hostile.count]
        }
        let queries = [
            "", "?limit=-1", "?name=%00", "?marker=%00", "?enabled=x", "?name__contains=%25_", "?effective&user.id=%00",
        ]
        return parts.joined(separator: "/") + (route.method == .get ? queries[index % queries.count] : "")
    }

    private static func body(_ route: Route, _ value: JSON, _ index: Int) -> JSON? {
        guard let schema = route.schemas.last?.schema else { return nil }
        guard index % 4 != 3, case .object(let outer) = schema, let one = outer.required.first else { return value }
        guard case .object(let inner)? = outer.members[one] else { return .object([one: value]) }
        var object: [String: JSON] = [:]
        for name in inner.required { object[name] = .string("n\(index)") }
        for (place, name) in members.enumerated() where place % 5 == index % 5 { object[name] = value }
        return .object([one: .object(object)])
    }
}
