import CloudJSON
import HTTPTypes
import TestKit
import Testing

@testable import IdentityService

/// Registered limits and limits of projects and domains, with the flat model.
@Suite struct LimitTests {
    @Test(arguments: TestEngine.available) func registeredLimits(_ engine: TestEngine) async throws {
        try await IdentityFixture.run(engine) { cloud in
            let house = try await LimitHouse(cloud)
            let made = try await house.register("servers", 10, more: ["description": "how many"])
            #expect(made.status == 201, "\(made.message)")
            #expect(made["links"] == .null)
            let limit = try #require(made["registered_limits"].array?.first)
            #expect(limit["default_limit"] == 10 && limit["region_id"] == .null && limit["description"] == "how many")
            let id = try #require(limit["id"]?.string)
            let one = "/v3/registered_limits/\(id)"
            #expect(limit["links"]?["self"] == .string("http://cloud:5000/identity\(one)"))
            #expect(try await cloud.call(.get, one, house.member)["registered_limit"] == limit)
            #expect(try await house.register("servers", 11).status == 409)
            #expect(try await house.register("servers", 11, more: ["region_id": "RegionOne"]).status == 201)
            for (query, count) in [
                ("", 2), ("?region_id=RegionOne", 1), ("?resource_name=servers", 2), ("?resource_name=x", 0),
                ("?service_id=\(house.service)", 2), ("?service_id=x", 0), ("?limit=1", 1),
            ] {
                let found = try await cloud.call(.get, "/v3/registered_limits" + query, house.member)
                #expect(found["registered_limits"].array?.count == count, "\(query)")
            }
            let changed = try await cloud.call(
                .patch, one, cloud.admin, ["registered_limit": ["default_limit": 12, "description": .null]])
            #expect(changed.status == 200 && changed["registered_limit"]["default_limit"] == 12)
            #expect(changed["registered_limit"]["description"] == .null)
            let clash = try await cloud.call(
                .patch, one, cloud.admin, ["registered_limit": ["region_id": "RegionOne"]])
            #expect(clash.status == 409)
            #expect(try await cloud.call(.delete, one, cloud.admin).status == 204)
            for method in [HTTPRequest.Method.get, .delete] {
                let gone = try await cloud.call(method, one, cloud.admin)
                #expect(gone.status == 404 && gone.message == "Could not find registered limit for \(id).")
            }
        }
    }

    /// A bulk of which one cannot be made makes none.
    @Test(arguments: TestEngine.available) func bulksAreWhole(_ engine: TestEngine) async throws {
        try await IdentityFixture.run(engine) { cloud in
            let house = try await LimitHouse(cloud)
            func item(_ name: String, _ more: [String: JSON] = [:]) -> JSON {
                let members: [String: JSON] = [
                    "service_id": .string(house.service), "resource_name": .string(name), "default_limit": 1,
                ]
                return .object(members.merging(more) { $1 })
            }
            let bulks: [(items: [JSON], status: Int)] = [
                ([item("a"), item("b"), item("a")], 409), ([item("a"), item("b", ["region_id": "nowhere"])], 400),
                ([item("a"), item("b", ["service_id": .string(LimitHouse.nothing)])], 400),
                ([item("a"), item("b")], 201),
            ]
            for bulk in bulks {
                let before = try await house.count("registered_limits")
                let answer = try await cloud.call(
                    .post, "/v3/registered_limits", cloud.admin, ["registered_limits": .array(bulk.items)])
                #expect(answer.status == bulk.status, "\(answer.message)")
                let after = try await house.count("registered_limits")
                #expect(after - before == (bulk.status == 201 ? bulk.items.count : 0))
            }
            let limits: [JSON] = [
                house.item("a", 1, ["project_id": .string(house.project)]),
                house.item("nothing", 1, ["project_id": .string(house.project)]),
            ]
            let refused = try await cloud.call(.post, "/v3/limits", cloud.admin, ["limits": .array(limits)])
            #expect(refused.status == 403)
            #expect(refused.message == "Unable to create a limit that has no corresponding registered limit.")
            #expect(try await house.count("limits") == 0)
        }
    }

    @Test(arguments: TestEngine.available) func limits(_ engine: TestEngine) async throws {
        try await IdentityFixture.run(engine) { cloud in
            let house = try await LimitHouse(cloud)
            let registered = try #require(
                try await house.register("servers", 10)["registered_limits"].array?.first?["id"]?.string)
            let made = try await house.limit("servers", 5, ["project_id": .string(house.project)])
            #expect(made.status == 201, "\(made.message)")
            let limit = try #require(made["limits"].array?.first)
            #expect(limit["project_id"] == .string(house.project) && limit["domain_id"] == .null)
            #expect(limit["resource_limit"] == 5 && limit["registered_limit_id"] == nil)
            let one = "/v3/limits/\(limit["id"]?.string ?? "")"
            let again = try await house.limit("servers", 6, ["project_id": .string(house.project)])
            #expect(again.status == 409)
            #expect(again.message == "Conflict occurred attempting to store limit - Duplicate entry.")
            // A project that acts as a domain counts as the domain.
            let domain = try await house.limit("servers", 7, ["project_id": "default"])
            #expect(domain["limits"].array?.first?["domain_id"] == "default")
            #expect(try await house.limit("servers", 7, ["domain_id": "default"]).status == 409)

            for (method, body) in [
                (HTTPRequest.Method.patch, ["registered_limit": ["default_limit": 3]] as JSON?), (.delete, nil),
            ] {
                let used = try await cloud.call(method, "/v3/registered_limits/\(registered)", cloud.admin, body)
                #expect(used.status == 403)
                #expect(used.message.hasPrefix("Unable to update or delete registered limit \(registered) because"))
            }
            let service = try await cloud.call(.delete, "/v3/services/\(house.service)", cloud.admin)
            #expect(service.status == 403)

            let changed = try await cloud.call(.patch, one, cloud.admin, ["limit": ["resource_limit": -1]])
            #expect(changed.status == 200 && changed["limit"]["resource_limit"] == -1)
            #expect(try await cloud.call(.delete, one, cloud.admin).status == 204)
            let gone = try await cloud.call(.get, one, cloud.admin)
            #expect(gone.status == 404 && gone.message.hasPrefix("Could not find limit for "))
            #expect(try await cloud.call(.patch, one, cloud.admin, ["limit": ["resource_limit": 1]]).status == 404)
            #expect(try await cloud.call(.delete, one, cloud.admin).status == 404)
        }
    }

    /// The system sees all, a domain its own, a project its own; a project's limits go with it.
    @Test(arguments: TestEngine.available) func visibility(_ engine: TestEngine) async throws {
        try await IdentityFixture.run(engine) { cloud in
            let house = try await LimitHouse(cloud)
            _ = try await house.register("servers", 10)
            _ = try await house.limit("servers", 5, ["project_id": .string(house.project)])
            let other = try await cloud.person("other")
            let made = try await house.limit("servers", 6, ["project_id": .string(other.project)])
            let foreign = "/v3/limits/\(made["limits"].array?.first?["id"]?.string ?? "")"
            _ = try await house.limit("servers", 7, ["domain_id": "default"])
            let system = try await cloud.token("admin", IdentityFixture.password, scope: ["system": ["all": true]])
            let domain = try await cloud.token(
                "admin", IdentityFixture.password, scope: ["domain": ["id": "default"]])
            for (token, query, count) in [
                (system, "", 3), (domain, "", 3), (house.member, "", 1), (other.token, "", 1), (cloud.admin, "", 3),
                (system, "?project_id=\(other.project)", 1), (system, "?domain_id=default", 1),
                (system, "?resource_name=cores", 0), (house.member, "?project_id=\(other.project)", 0),
            ] {
                let found = try await cloud.call(.get, "/v3/limits" + query, token)
                #expect(found["limits"].array?.count == count, "\(query): \(found.message)")
            }
            #expect(try await cloud.call(.get, foreign, other.token).status == 200)
            #expect(try await cloud.call(.get, foreign, domain).status == 200)
            #expect(try await cloud.call(.get, foreign, house.member).status == 403)
            #expect(try await cloud.call(.get, "/v3/limits/model", house.member)["model"]["name"] == "flat")
            #expect(try await cloud.call(.get, "/v3/limits/model").status == 401)
            #expect(try await cloud.call(.delete, "/v3/projects/\(other.project)", cloud.admin).status == 204)
            #expect(try await cloud.call(.get, foreign, system).status == 404)
        }
    }

    @Test(arguments: TestEngine.available) func refused(_ engine: TestEngine) async throws {
        try await IdentityFixture.run(engine) { cloud in
            let house = try await LimitHouse(cloud)
            let id = try #require(
                try await house.register("servers", 10)["registered_limits"].array?.first?["id"]?.string)
            let mine: [String: JSON] = ["project_id": .string(house.project)]
            let limit = try await house.limit("servers", 5, mine)["limits"].array?.first?["id"]?.string ?? ""
            let writes: [(HTTPRequest.Method, String, JSON?)] = [
                (.post, "/v3/registered_limits", ["registered_limits": [house.registration("x", 1)]]),
                (.patch, "/v3/registered_limits/\(id)", ["registered_limit": ["default_limit": 1]]),
                (.delete, "/v3/registered_limits/\(id)", nil),
                (.post, "/v3/limits", ["limits": [house.item("x", 1, mine)]]),
                (.patch, "/v3/limits/\(limit)", ["limit": ["resource_limit": 1]]),
                (.delete, "/v3/limits/\(limit)", nil),
            ]
            for (method, path, body) in writes {
                #expect(try await cloud.call(method, path, house.member, body).status == 403, "\(method) \(path)")
                #expect(try await cloud.call(method, path, nil, body).status == 401, "\(method) \(path)")
            }
            let values: [[String: JSON]] = [
                ["resource_limit": -2], ["resource_limit": 2_147_483_648], ["resource_limit": "5"],
                ["resource_limit": 1.5], ["resource_limit": .null], ["resource_name": ""], ["resource_name": 5],
                ["service_id": "x"], ["region_id": ""], ["description": 5], ["colour": "red"],
                ["project_id": .null], ["domain_id": "default"], ["project_id": "a/b"],
                ["resource_name": .string(String(repeating: "x", count: 256))], ["resource_name": "a\0b"],
            ]
            for value in values {
                let item = house.item("servers", 1, mine.merging(value) { $1 })
                let answer = try await cloud.call(.post, "/v3/limits", cloud.admin, ["limits": [item]])
                #expect(answer.status == 400, "\(value): \(answer.status) \(answer.message)")
            }
            for body: JSON in [["limits": []], ["limits": 5], [:], ["limits": [[]]], ["limit": [:]], []] {
                #expect(try await cloud.call(.post, "/v3/limits", cloud.admin, body).status == 400)
                #expect(try await cloud.call(.post, "/v3/registered_limits", cloud.admin, body).status == 400)
                let path = "/v3/registered_limits/\(id)"
                #expect(try await cloud.call(.patch, path, cloud.admin, body).status == 400)
            }
        }
    }
}
