import CloudJSON
import HTTPTypes
import TestKit
import Testing

@testable import ComputeService

/// Flavors, their extra specs and access, through the whole pipeline.
@Suite struct FlavorTests {
    private static func body(_ name: String, _ more: [String: JSON] = [:]) -> JSON {
        ["flavor": .object(["name": .string(name), "ram": 512, "vcpus": 2, "disk": 5].merging(more) { $1 })]
    }

    @Test(arguments: TestEngine.available) func createsShowsAndDeletes(_ engine: TestEngine) async throws {
        try await ServerCloud.with(engine, hosts: []) { cloud, _ in
            let created = try await cloud.send(
                .post, "/flavors", Self.body("small", ["id": "auto", "description": "for tests", "swap": "64"]),
                as: "admin:p1")
            #expect(created.status == 200)
            let flavor = try #require(created.body["flavor"])
            let id = try #require(flavor["id"]?.string)
            #expect(flavor["swap"] == 64)
            #expect(flavor["extra_specs"] == .object([:]))
            #expect(flavor["description"] == "for tests")
            let old = try await cloud.send(.get, "/flavors/\(id)", version: "2.1").body["flavor"]
            #expect(old?["description"] == nil)
            #expect(old?["extra_specs"] == nil)
            #expect(old?["os-flavor-access:is_public"] == true)
            let described: JSON = ["flavor": ["description": nil]]
            #expect(
                try await cloud.send(.put, "/flavors/\(id)", described, as: "admin:p1").body["flavor"]?["description"]
                    == .null)
            #expect(
                try await cloud.send(.put, "/flavors/\(id)", described, as: "admin:p1", version: "2.54").status == 405)
            #expect(try await cloud.send(.delete, "/flavors/\(id)", as: "admin:p1").status == 202)
            #expect(try await cloud.send(.get, "/flavors/\(id)").message == "Flavor \(id) could not be found.")
        }
    }

    @Test func refusesWhatIsTakenForbiddenOrMalformed() async throws {
        try await ServerCloud.with(hosts: []) { cloud, _ in
            #expect(try await cloud.send(.post, "/flavors", Self.body("m1.tiny"), as: "admin:p1").status == 409)
            #expect(try await cloud.send(.post, "/flavors", Self.body("x", ["id": "1"]), as: "admin:p1").status == 409)
            #expect(try await cloud.send(.post, "/flavors", Self.body("x")).status == 403)
            let wrong: [[String: JSON]] = [
                ["ram": 0], ["vcpus": -1], ["disk": "x"], ["id": "a/b"], ["more": 1], ["ram": 99_999_999_999],
                ["name": "nul\u{0}"], ["rxtx_factor": 0], ["os-flavor-access:is_public": "maybe"],
            ]
            for change in wrong {
                let answer = try await cloud.send(.post, "/flavors", Self.body("x", change), as: "admin:p1")
                #expect(answer.status == 400, "\(change)")
            }
        }
    }

    @Test(arguments: TestEngine.available) func listsByPagesAndFilters(_ engine: TestEngine) async throws {
        try await ServerCloud.with(engine, hosts: []) { cloud, _ in
            for (index, name) in ["a", "b", "c"].enumerated() {
                let size: [String: JSON] = ["id": .string("f\(index)"), "ram": .integer(Int64(1000 * (index + 1)))]
                #expect(try await cloud.send(.post, "/flavors", Self.body(name, size), as: "admin:p1").status == 200)
            }
            let first = try await cloud.send(.get, "/flavors/detail?limit=2&minRam=1000&sort_key=name&sort_dir=desc")
            #expect(first.body["flavors"]?.array?.compactMap { $0["name"]?.string } == ["c", "b"])
            let next = try #require(first.body["flavors_links"]?.array?.first?["href"]?.string)
            #expect(next.contains("marker=f1"))
            let second = try await cloud.send(
                .get, "/flavors/detail?limit=2&minRam=1000&sort_key=name&sort_dir=desc&marker=f1")
            #expect(second.body["flavors"]?.array?.compactMap { $0["name"]?.string } == ["a"])
            #expect(second.body["flavors_links"] == nil)
            #expect(try await cloud.send(.get, "/flavors?marker=none").message == "marker [none] not found")
            #expect(try await cloud.send(.get, "/flavors?minRam=lots").status == 400)
            #expect(try await cloud.send(.get, "/flavors?sort_key=nothing").status == 400)
        }
    }

    @Test(arguments: TestEngine.available) func hidesPrivateFlavorsUntilAccessIsGiven(_ engine: TestEngine) async throws
    {
        try await ServerCloud.with(engine, hosts: []) { cloud, _ in
            let secret = Self.body("secret", ["id": "s", "os-flavor-access:is_public": false])
            #expect(try await cloud.send(.post, "/flavors", secret, as: "admin:p1").status == 200)
            #expect(try await cloud.send(.get, "/flavors/s").status == 404)
            #expect(try await cloud.send(.get, "/flavors/s", as: "admin:p1").status == 200)
            func names(_ query: String, _ token: String) async throws -> [String] {
                try await cloud.send(.get, "/flavors\(query)", as: token).body["flavors"]?.array?.compactMap {
                    $0["id"]?.string
                } ?? []
            }
            #expect(try await !names("?is_public=None", "member:p1").contains("s"))
            #expect(try await names("?is_public=None", "admin:p1").contains("s"))
            #expect(try await names("?is_public=false", "admin:p1") == ["s"])
            let grant: JSON = ["addTenantAccess": ["tenant": "p1"]]
            #expect(try await cloud.send(.post, "/flavors/s/action", grant).status == 403)
            let given = try await cloud.send(.post, "/flavors/s/action", grant, as: "admin:p1")
            #expect(given.body["flavor_access"] == [["flavor_id": "s", "tenant_id": "p1"]])
            #expect(try await cloud.send(.post, "/flavors/s/action", grant, as: "admin:p1").status == 409)
            #expect(try await names("", "member:p1").contains("s"))
            #expect(try await !names("", "member:p2").contains("s"))
            let revoke: JSON = ["removeTenantAccess": ["tenant": "p1"]]
            #expect(try await cloud.send(.post, "/flavors/s/action", revoke, as: "admin:p1").status == 200)
            #expect(try await cloud.send(.post, "/flavors/s/action", revoke, as: "admin:p1").status == 404)
            #expect(try await cloud.send(.get, "/flavors/1/os-flavor-access", as: "admin:p1").status == 404)
            #expect(
                try await cloud.send(.post, "/flavors/s/action", ["dance": [:]] as JSON, as: "admin:p1").status == 400)
        }
    }

    @Test func keepsExtraSpecs() async throws {
        try await ServerCloud.with(hosts: []) { cloud, _ in
            let specs: JSON = ["extra_specs": ["hw:cpu_policy": "dedicated", "quota:x": 5]]
            #expect(try await cloud.send(.post, "/flavors/1/os-extra_specs", specs).status == 403)
            #expect(try await cloud.send(.post, "/flavors/1/os-extra_specs", specs, as: "admin:p1").status == 200)
            let all = try await cloud.send(.get, "/flavors/1/os-extra_specs")
            #expect(all.body["extra_specs"] == ["hw:cpu_policy": "dedicated", "quota:x": "5"])
            let path = "/flavors/1/os-extra_specs/hw:cpu_policy"
            #expect(try await cloud.send(.put, path, ["hw:cpu_policy": "shared"], as: "admin:p1").status == 200)
            #expect(try await cloud.send(.put, path, ["other": "shared"], as: "admin:p1").status == 400)
            #expect(try await cloud.send(.get, path).body == ["hw:cpu_policy": "shared"])
            #expect(try await cloud.send(.delete, path, as: "admin:p1").status == 200)
            #expect(try await cloud.send(.get, path).status == 404)
            let odd: JSON = ["extra_specs": ["a/b": "c"]]
            #expect(try await cloud.send(.post, "/flavors/1/os-extra_specs", odd, as: "admin:p1").status == 400)
        }
    }
}
