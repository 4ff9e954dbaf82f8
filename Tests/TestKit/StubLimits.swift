package import CloudCore
package import CloudHTTP
import CloudJSON
import HTTPTypes

/// As much of identity as a service needs that enforces unified limits: one service in the catalog, registered limits,
/// limits of projects and domains, and projects that are all in the domain `default`.
package final class StubLimits: Transport {
    package struct State: Sendable {
        /// Resource to default.
        package var registered: [String: Int] = [:]
        /// Project or domain to resource to limit.
        package var limits: [String: [String: Int]] = [:]
        package var projects: [String] = ["p1", "p2"]
        package var model = "flat"
        /// Whether every question fails.
        package var isOut = false
        /// How many questions there were.
        package var questions = 0
    }

    package let state = LockedValue(State())

    package init() {}

    package func set(_ change: (inout State) -> Void) { state.withLock { change(&$0) } }

    package func send(_ request: Request) async throws -> Response {
        let state = state.withLock { state in
            state.questions += 1
            return state
        }
        guard !state.isOut else { throw Fault.unavailable("Identity is out.") }
        let path = request.path.replacing("/identity/v3/", with: "")
        if path == "auth/tokens" {
            let token: JSON = ["token": ["expires_at": "2099-01-01T00:00:00.000000Z"]]
            return Response.json(.created, token).with(.subjectToken, "system")
        }
        return .json(.ok, answer(path, request.query, state))
    }

    private func answer(_ path: String, _ query: Query, _ state: State) -> JSON {
        switch path {
        case "services": return ["services": [["id": "s1"]]]
        case "endpoints": return ["endpoints": [["id": "e1", "region_id": "RegionOne"]]]
        case "limits/model": return ["model": ["name": .string(state.model)]]
        case "registered_limits":
            // One of another region, which must not count.
            let foreign: JSON = ["resource_name": "elsewhere", "region_id": "RegionTwo", "default_limit": 1]
            return [
                "registered_limits": .array(
                    [foreign] + state.registered.map { Self.limit($0.key, $0.value, "default_limit") })
            ]
        case "limits":
            let owner = query["project_id"] ?? query["domain_id"] ?? ""
            let limits = state.limits[owner] ?? [:]
            return ["limits": .array(limits.map { Self.limit($0.key, $0.value, "resource_limit") })]
        case "projects":
            return ["projects": .array(state.projects.map { ["id": .string($0), "domain_id": "default"] })]
        default: return ["project": ["id": .string(String(path.dropFirst(9))), "domain_id": "default"]]
        }
    }

    private static func limit(_ name: String, _ amount: Int, _ member: String) -> JSON {
        ["resource_name": .string(name), "region_id": .null, member: .integer(Int64(amount))]
    }
}
