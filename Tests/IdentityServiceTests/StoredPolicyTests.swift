import CloudHTTP
import CloudJSON
import HTTPTypes
import TestKit
import Testing

@testable import IdentityService

/// Policies kept for other services, and for which endpoints they are in effect.
@Suite struct StoredPolicyTests {
    @Test(arguments: TestEngine.available) func policies(_ engine: TestEngine) async throws {
        try await IdentityFixture.run(engine) { cloud in
            let body: JSON = ["policy": ["type": "application/json", "blob": "{\"a\": \"@\"}", "more": [1, 2]]]
            let made = try await cloud.call(.post, "/v3/policies", cloud.admin, body)
            #expect(made.status == 201 && made["policy"]["more"] == [1, 2])
            let one = "/v3/policies/" + (made["policy"]["id"]?.string ?? "")
            let stranger = try await cloud.person("stranger").token
            #expect(try await cloud.call(.post, "/v3/policies", stranger, body).status == 403)
            #expect(try await cloud.call(.get, one, stranger).status == 403)
            for wrong: JSON in [["type": "t"], ["blob": "b"], ["type": 1, "blob": "b"], ["type": "t", "blob": [:]]] {
                #expect(try await cloud.call(.post, "/v3/policies", cloud.admin, ["policy": wrong]).status == 400)
            }
            let change: JSON = ["policy": ["blob": "other"]]
            #expect(try await cloud.call(.patch, one, cloud.admin, change)["policy"]["blob"] == "other")
            #expect(try await cloud.call(.get, one, cloud.admin)["policy"]["type"] == "application/json")
            let found = try await cloud.call(.get, "/v3/policies?type=application/json", cloud.admin)["policies"]
            #expect(found.array?.count == 1)
            #expect(try await cloud.call(.delete, one, cloud.admin).status == 204)
            let missing = try await cloud.call(.delete, one, cloud.admin)
            #expect(missing.status == 404 && missing.message.hasPrefix("Could not find policy: "))
        }
    }

    /// The endpoint's own policy comes first, then the nearest region's, then the service's.
    @Test(arguments: TestEngine.available) func theNearestPolicyHolds(_ engine: TestEngine) async throws {
        try await IdentityFixture.run(engine) { cloud in
            var policies: [String] = []
            for name in ["endpoint", "near", "far", "service"] {
                policies.append(
                    try await cloud.create("policies", "policy", ["type": "t", "blob": .string(name)]))
            }
            _ = try await cloud.create("regions", "region", ["id": "far"])
            _ = try await cloud.create("regions", "region", ["id": "near", "parent_region_id": "far"])
            let service = try await cloud.create("services", "service", ["type": "x"])
            let endpoint = try await cloud.create(
                "endpoints", "endpoint",
                ["service_id": .string(service), "interface": "public", "url": "http://x", "region_id": "near"])
            let places = [
                "endpoints/\(endpoint)", "services/\(service)/regions/near", "services/\(service)/regions/far",
                "services/\(service)",
            ].enumerated().map { "/v3/policies/\(policies[$0])/OS-ENDPOINT-POLICY/\($1)" }
            let look = "/v3/endpoints/\(endpoint)/OS-ENDPOINT-POLICY/policy"
            #expect(
                try await cloud.call(.get, look, cloud.admin).message
                    == "No policy is associated with endpoint \(endpoint).")
            let stranger = try await cloud.person("stranger").token
            for (place, name) in zip(places, ["endpoint", "near", "far", "service"]).reversed() {
                let before = try await cloud.call(.get, place, cloud.admin)
                #expect(before.status == 404 && before.message == "Could not find policy association.")
                #expect(try await cloud.call(.put, place, stranger).status == 403)
                #expect(try await cloud.call(.put, place, cloud.admin).status == 204)
                #expect(try await cloud.call(.head, place, cloud.admin).status == 204)
                #expect(try await cloud.call(.get, look, cloud.admin)["policy"]["blob"] == .string(name))
            }
            for id in policies {
                let list = "/v3/policies/\(id)/OS-ENDPOINT-POLICY/endpoints"
                #expect(try await cloud.call(.get, list, cloud.admin)["endpoints"].array?.count == 1)
            }
            // A place has one policy: another one takes it over.
            let other = places[3].replacing(policies[3], with: policies[0])
            #expect(try await cloud.call(.put, other, cloud.admin).status == 204)
            #expect(try await cloud.call(.get, places[3], cloud.admin).status == 404)
            #expect(try await cloud.call(.delete, places[3], cloud.admin).status == 204)
            #expect(try await cloud.call(.get, other, cloud.admin).status == 204)
            for place in places.prefix(3) + [other] {
                #expect(try await cloud.call(.delete, place, cloud.admin).status == 204)
            }
            #expect(try await cloud.call(.get, look, cloud.admin).status == 404)
            let missing = "/v3/policies/none/OS-ENDPOINT-POLICY/services/\(service)"
            #expect(try await cloud.call(.put, missing, cloud.admin).status == 404)
        }
    }
}
