import CloudJSON
import HTTPTypes
import TestKit
import Testing

@testable import IdentityService

/// One resource's contract as data: every operation permitted, forbidden, missing and malformed.
struct ResourceCase: Sendable {
    var path: String
    var one: String
    var creation: JSON
    var change: JSON
    /// A query that finds it, and one that does not.
    var filter: (hit: String, miss: String)
    var malformed: [JSON]
    /// Whether anybody with a token may see it.
    var isOpen = false
    /// Whether a second of the same name is a conflict.
    var isUnique = true

    var many: String { path.split(separator: "/").last.map(String.init) ?? path }

    static let all: [ResourceCase] = [
        ResourceCase(
            path: "domains", one: "domain", creation: ["name": "d1", "description": "one", "colour": "red"],
            change: ["description": "two", "enabled": false], filter: ("name=d1", "name=d2"), malformed: names),
        ResourceCase(
            path: "projects", one: "project", creation: ["name": "p1", "domain_id": "default", "tags": ["a", "b"]],
            change: ["description": "two"], filter: ("tags=a,b&name__contains=p", "not-tags-any=a&name=p1"),
            malformed: names + [["name": "x", "tags": ["a/b"]], ["name": "x", "enabled": "maybe"]]),
        ResourceCase(
            path: "users", one: "user", creation: ["name": "u1", "email": "u1@example.org", "password": "x"],
            change: ["email": "new@example.org"], filter: ("name=u1&enabled=true", "name=u1&enabled=false"),
            malformed: names + [["name": "x", "password": 5], ["name": "x", "domain_id": 5]]),
        ResourceCase(
            path: "groups", one: "group", creation: ["name": "g1"], change: ["name": "g2"],
            filter: ("name=g1", "name=nothing"), malformed: names),
        ResourceCase(
            path: "roles", one: "role", creation: ["name": "r1"], change: ["description": "two"],
            filter: ("name=r1", "name=nothing"), malformed: names),
        ResourceCase(
            path: "services", one: "service", creation: ["type": "t1", "name": "s1"], change: ["enabled": false],
            filter: ("type=t1", "type=t2"), malformed: [[:], ["type": 5], ["type": "x", "enabled": "yes"]],
            isUnique: false),
        ResourceCase(
            path: "regions", one: "region", creation: ["id": "r1", "description": "one"],
            change: ["description": "two"],
            filter: ("id=r1", "parent_region_id=r1"), malformed: [["parent_region_id": 5], ["id": 7]], isOpen: true),
    ]

    private static let names: [JSON] = [
        [:], ["name": ""], ["name": "  "], ["name": 5], ["name": .null], ["name": "a\0b"],
        ["name": .string(String(repeating: "x", count: 256))],
    ]
}

@Suite struct ResourceTests {
    @Test(arguments: TestEngine.available) func contracts(_ engine: TestEngine) async throws {
        try await IdentityFixture.run(engine) { cloud in
            let member = try await cloud.person("member").token
            for item in ResourceCase.all {
                try await permitted(item, cloud, member)
                try await refused(item, cloud, member)
            }
        }
    }

    private func permitted(_ item: ResourceCase, _ cloud: IdentityFixture, _ member: String) async throws {
        let made = try await cloud.call(.post, "/v3/" + item.path, cloud.admin, .object([item.one: item.creation]))
        #expect(made.status == 201, "\(item.path): \(made.message)")
        let id = made[item.one]["id"]?.string ?? "?"
        let one = "/v3/\(item.path)/\(id)"
        for (name, value) in item.creation.object ?? [:] where name != "password" {
            #expect(made[item.one][name] == value, "\(item.path).\(name)")
        }
        #expect(made[item.one]["links"]?["self"] == .string("http://cloud:5000/identity\(one)"))
        if item.isUnique {
            let again = try await cloud.call(.post, "/v3/" + item.path, cloud.admin, .object([item.one: item.creation]))
            #expect(again.status == 409 && again.message.hasPrefix("Conflict occurred attempting to store "))
        }
        let shown = try await cloud.call(.get, one, cloud.admin)
        #expect(shown.status == 200 && shown[item.one] == made[item.one])
        #expect(try await cloud.call(.head, one, cloud.admin).status == 200)
        func found(_ query: String) async throws -> [JSON] {
            let list = try await cloud.call(.get, "/v3/\(item.path)?\(query)", cloud.admin)
            #expect(list.status == 200 && list["links"]["self"] != nil)
            return list[item.many].array ?? []
        }
        #expect(try await found(item.filter.hit).contains { $0["id"]?.string == id }, "\(item.path)")
        #expect(try await !found(item.filter.miss).contains { $0["id"]?.string == id }, "\(item.path)")
        let changed = try await cloud.call(.patch, one, cloud.admin, .object([item.one: item.change]))
        #expect(changed.status == 200, "\(item.path): \(changed.message)")
        for (name, value) in item.change.object ?? [:] { #expect(changed[item.one][name] == value) }
        for method in [HTTPRequest.Method.patch, .delete] {
            let body = method == .patch ? JSON.object([item.one: item.change]) : nil
            #expect(try await cloud.call(method, one, member, body).status == 403)
        }
        #expect(try await cloud.call(.get, one, member).status == (item.isOpen ? 200 : 403))
        #expect(try await cloud.call(.delete, one, cloud.admin).status == 204)
        #expect(try await cloud.call(.get, one, cloud.admin).status == 404)
    }

    private func refused(_ item: ResourceCase, _ cloud: IdentityFixture, _ member: String) async throws {
        let all = "/v3/" + item.path
        let missing = all + "/missing"
        let gone = try await cloud.call(.get, missing, cloud.admin)
        #expect(gone.status == 404 && gone.message == "Could not find \(item.one): missing.")
        #expect(try await cloud.call(.delete, missing, cloud.admin).status == 404)
        #expect(
            try await cloud.call(.patch, missing, cloud.admin, .object([item.one: item.change])).status == 404)
        #expect(try await cloud.call(.get, all).status == 401)
        #expect(try await cloud.call(.get, all, member).status == (item.isOpen ? 200 : 403))
        let body = JSON.object([item.one: item.creation])
        #expect(try await cloud.call(.post, all, member, body).status == 403)
        for bad in item.malformed {
            let answer = try await cloud.call(.post, all, cloud.admin, .object([item.one: bad]))
            #expect(answer.status == 400, "\(item.path) \(bad.text): \(answer.status)")
        }
        #expect(try await cloud.call(.post, all, cloud.admin, ["other": [:]]).status == 400)
        #expect(try await cloud.call(.get, all + "?limit=x", cloud.admin).status == 400)
        #expect(try await cloud.call(.get, all + "?marker=missing", cloud.admin).status == 404)
        #expect(try await cloud.call(.get, all + "/%00", cloud.admin).status == 400)
    }

    @Test(arguments: TestEngine.available) func pages(_ engine: TestEngine) async throws {
        try await IdentityFixture.run(engine) { cloud in
            for index in 0..<5 { _ = try await cloud.create("groups", "group", ["name": .string("g\(index)")]) }
            var names: Set<String> = []
            var path: String? = "/v3/groups?limit=2"
            var pages = 0
            while let next = path, pages < 5 {
                let page = try await cloud.call(.get, next, cloud.admin)
                names.formUnion(page["groups"].array?.compactMap { $0["name"]?.string } ?? [])
                path = page["links"]["next"]?.string.map { String($0.dropFirst("http://cloud:5000/identity".count)) }
                pages += 1
            }
            #expect(names == ["g0", "g1", "g2", "g3", "g4"] && pages == 3)
        }
    }

    @Test(arguments: TestEngine.available) func words(_ engine: TestEngine) async throws {
        try await IdentityFixture.run(engine) { cloud in
            _ = try await cloud.create("users", "user", ["name": "x"])
            let again = try await cloud.call(.post, "/v3/users", cloud.admin, ["user": ["name": "x"]])
            #expect(
                again.message == """
                    Conflict occurred attempting to store user - Duplicate entry found with name x at domain ID default.
                    """)
            #expect(again["error"]["title"] == "Conflict")
            let member = try await cloud.person("member").token
            let denied = try await cloud.call(.get, "/v3/users", member)
            #expect(denied.message == "You are not authorized to perform the requested action: identity:list_users.")
        }
    }

    @Test(arguments: TestEngine.available) func endpointsAndRegions(_ engine: TestEngine) async throws {
        try await IdentityFixture.run(engine) { cloud in
            let service = try await cloud.create("services", "service", ["type": "object-store", "name": "swift"])
            let url = "http://x/v1/AUTH_$(project_id)s"
            let members: [String: JSON] = [
                "service_id": .string(service), "interface": "public", "url": .string(url), "region_id": "RegionOne",
            ]
            let id = try await cloud.create("endpoints", "endpoint", .object(members))
            let found = try await cloud.call(
                .get, "/v3/endpoints?service_id=\(service)&interface=public&region_id=RegionOne", cloud.admin)
            #expect(found["endpoints"].array?.count == 1)
            for (name, value) in [
                ("service_id", "missing"), ("interface", "private"), ("url", "no url"), ("url", "http://x/%(nothing)s"),
                ("region_id", "missing"),
            ] as [(String, JSON)] {
                let bad = members.merging([name: value]) { $1 }
                #expect(
                    try await cloud.call(.post, "/v3/endpoints", cloud.admin, ["endpoint": .object(bad)]).status == 400)
            }
            #expect(try await cloud.call(.delete, "/v3/regions/RegionOne", cloud.admin).status == 403)
            let change: JSON = ["endpoint": ["enabled": false]]
            #expect(try await cloud.call(.patch, "/v3/endpoints/\(id)", cloud.admin, change).status == 200)
            let catalog = try await cloud.call(.get, "/v3/auth/catalog", cloud.admin)["catalog"].array
            #expect(catalog?.first { $0["type"] == "object-store" }?["endpoints"] == [])
            #expect(try await cloud.call(.delete, "/v3/services/\(service)", cloud.admin).status == 204)
            #expect(try await cloud.call(.get, "/v3/endpoints/\(id)", cloud.admin).status == 404)
            // Regions form a tree without circles, and go with those below.
            _ = try await cloud.create("regions", "region", ["id": "a"])
            _ = try await cloud.create("regions", "region", ["id": "b", "parent_region_id": "a"])
            let circle: JSON = ["region": ["parent_region_id": "b"]]
            #expect(try await cloud.call(.patch, "/v3/regions/a", cloud.admin, circle).status == 400)
            #expect(try await cloud.call(.delete, "/v3/regions/a", cloud.admin).status == 204)
            #expect(try await cloud.call(.get, "/v3/regions/b", cloud.admin).status == 404)
        }
    }
}
