import CloudJSON
import HTTPTypes
import TestKit
import Testing

@testable import IdentityService

/// Domains and projects as a tree.
@Suite struct HierarchyTests {
    @Test(arguments: TestEngine.available) func projectsFormATree(_ engine: TestEngine) async throws {
        try await IdentityFixture.run(engine) { cloud in
            var ids: [String] = []
            for index in 0..<5 {
                var members: [String: JSON] = ["name": .string("level\(index)")]
                members["parent_id"] = ids.last.map { .string($0) }
                ids.append(try await cloud.create("projects", "project", .object(members)))
            }
            let tree = try await cloud.call(.get, "/v3/projects/\(ids[1])?parents_as_list&subtree_as_ids", cloud.admin)
            #expect(tree["project"]["parents"]?.array?.first?["project"]?["id"] == .string(ids[0]))
            #expect(tree["project"]["subtree"]?[ids[2]] == .object([ids[3]: .object([ids[4]: .null])]))
            let deepest: JSON = ["project": ["name": "level5", "parent_id": .string(ids[4])]]
            #expect(try await cloud.call(.post, "/v3/projects", cloud.admin, deepest).status == 403)
            #expect(try await cloud.call(.delete, "/v3/projects/\(ids[0])", cloud.admin).status == 403)
            let off: JSON = ["project": ["enabled": false]]
            #expect(try await cloud.call(.patch, "/v3/projects/\(ids[0])", cloud.admin, off).status == 403)
            #expect(try await cloud.call(.patch, "/v3/projects/\(ids[4])", cloud.admin, off).status == 200)
            let move: JSON = ["project": ["parent_id": "default"]]
            #expect(try await cloud.call(.patch, "/v3/projects/\(ids[2])", cloud.admin, move).status == 403)
            for id in ids.reversed() {
                #expect(try await cloud.call(.delete, "/v3/projects/\(id)", cloud.admin).status == 204)
            }
        }
    }

    @Test(arguments: TestEngine.available) func domainsGoWithAllInThem(_ engine: TestEngine) async throws {
        try await IdentityFixture.run(engine) { cloud in
            let domain = try await cloud.create("domains", "domain", ["name": "d"])
            let user = try await cloud.create("users", "user", ["name": "admin", "domain_id": .string(domain)])
            let project = try await cloud.create(
                "projects", "project", ["name": "admin", "domain_id": .string(domain)])
            let role = try await cloud.roleID("member")
            let grant = "/v3/projects/\(project)/users/\(user)/roles/\(role)"
            #expect(try await cloud.call(.put, grant, cloud.admin).status == 204)
            let path = "/v3/domains/\(domain)"
            #expect(try await cloud.call(.delete, path, cloud.admin).status == 403)
            #expect(try await cloud.call(.patch, path, cloud.admin, ["domain": ["enabled": false]]).status == 200)
            #expect(try await cloud.call(.delete, path, cloud.admin).status == 204)
            #expect(try await cloud.call(.get, "/v3/users/\(user)", cloud.admin).status == 404)
            #expect(try await cloud.call(.get, "/v3/projects/\(project)", cloud.admin).status == 404)
            #expect(try await cloud.call(.delete, "/v3/domains/default", cloud.admin).status == 403)
        }
    }

    @Test(arguments: TestEngine.available) func tags(_ engine: TestEngine) async throws {
        try await IdentityFixture.run(engine) { cloud in
            let id = try await cloud.create("projects", "project", ["name": "p"])
            let path = "/v3/projects/\(id)/tags"
            #expect(try await cloud.call(.put, path, cloud.admin, ["tags": ["a", "b"]])["tags"] == ["a", "b"])
            #expect(try await cloud.call(.put, path + "/c", cloud.admin).status == 201)
            #expect(try await cloud.call(.head, path + "/c", cloud.admin).status == 204)
            #expect(try await cloud.call(.put, path + "/c%2Cd", cloud.admin).status == 400)
            #expect(try await cloud.call(.delete, path + "/a", cloud.admin).status == 204)
            #expect(try await cloud.call(.get, path + "/a", cloud.admin).status == 404)
            #expect(try await cloud.call(.get, path, cloud.admin)["tags"] == ["b", "c"])
            let any = try await cloud.call(.get, "/v3/projects?tags-any=c,z", cloud.admin)["projects"].array
            #expect(any?.count == 1)
            #expect(try await cloud.call(.delete, path, cloud.admin).status == 204)
            #expect(try await cloud.call(.get, path, cloud.admin)["tags"] == [])
        }
    }

    @Test func immutableMeansIt() async throws {
        try await IdentityFixture.run(.sqlite) { cloud in
            let admin = try await cloud.roleID("admin")
            #expect(try await cloud.call(.delete, "/v3/roles/\(admin)", cloud.admin).status == 403)
            let id = try await cloud.create("projects", "project", ["name": "p", "options": ["immutable": true]])
            let path = "/v3/projects/\(id)"
            #expect(try await cloud.call(.patch, path, cloud.admin, ["project": ["description": "x"]]).status == 403)
            #expect(try await cloud.call(.delete, path, cloud.admin).status == 403)
            let release: JSON = ["project": ["options": ["immutable": false]]]
            #expect(try await cloud.call(.patch, path, cloud.admin, release).status == 200)
            #expect(try await cloud.call(.delete, path, cloud.admin).status == 204)
        }
    }
}
