import CloudHTTP
import CloudJSON
import HTTPTypes
import TestKit
import Testing

@testable import IdentityService

/// Who has which role where, and what follows from it.
@Suite struct GrantTests {
    @Test(arguments: TestEngine.available) func groupsAndInheritance(_ engine: TestEngine) async throws {
        try await IdentityFixture.run(engine) { cloud in
            let domain = try await cloud.create("domains", "domain", ["name": "d"])
            let parent = try await cloud.create("projects", "project", ["name": "p", "domain_id": .string(domain)])
            let child = try await cloud.create("projects", "project", ["name": "c", "parent_id": .string(parent)])
            let user = try await cloud.create("users", "user", ["name": "u", "password": "x"])
            let group = try await cloud.create("groups", "group", ["name": "g"])
            let member = try await cloud.roleID("member")
            func scoped(_ project: String) async throws -> IdentityFixture.Answer {
                try await cloud.signIn("u", "x", scope: ["project": ["id": .string(project)]])
            }
            #expect(try await scoped(child).status == 401)
            let path = "/v3/OS-INHERIT/domains/\(domain)/groups/\(group)/roles/\(member)/inherited_to_projects"
            #expect(try await cloud.call(.put, path, cloud.admin).status == 204)
            #expect(try await cloud.call(.head, path, cloud.admin).status == 204)
            #expect(try await cloud.call(.put, "/v3/groups/\(group)/users/\(user)", cloud.admin).status == 204)
            #expect(try await cloud.call(.head, "/v3/groups/\(group)/users/\(user)", cloud.admin).status == 204)
            for project in [parent, child] {
                let names = try await scoped(project)["token"]["roles"]?.array?.compactMap { $0["name"]?.string }
                #expect(names == ["member", "reader"])
            }
            #expect(try await cloud.signIn("u", "x", scope: ["domain": ["id": .string(domain)]]).status == 401)
            let effective = try await cloud.call(
                .get, "/v3/role_assignments?effective&include_names&user.id=\(user)&scope.project.id=\(child)",
                cloud.admin)
            let rows = effective["role_assignments"].array ?? []
            #expect(
                rows.count == 2
                    && rows.allSatisfy { $0["user"]?["name"] == "u" && $0["scope"]?["project"]?["name"] == "c" })
            #expect(rows.contains { $0["role"]?["name"] == "reader" && $0["links"]?["prior_role"] != nil })
            #expect(rows.allSatisfy { $0["links"]?["membership"] != nil })
            let projects = try await cloud.call(.get, "/v3/users/\(user)/projects", cloud.admin)["projects"].array
            #expect(projects?.count == 2)
            #expect(try await cloud.call(.get, "/v3/users/\(user)/groups", cloud.admin)["groups"].array?.count == 1)
            #expect(try await cloud.call(.delete, "/v3/groups/\(group)/users/\(user)", cloud.admin).status == 204)
            #expect(try await scoped(child).status == 401)
        }
    }

    @Test(arguments: TestEngine.available) func grantsEverywhere(_ engine: TestEngine) async throws {
        try await IdentityFixture.run(engine) { cloud in
            let project = try await cloud.create("projects", "project", ["name": "p"])
            let user = try await cloud.create("users", "user", ["name": "u"])
            let group = try await cloud.create("groups", "group", ["name": "g"])
            let role = try await cloud.roleID("reader")
            let stranger = try await cloud.person("m").token
            for (kind, id) in [("users", user), ("groups", group)] {
                for place in ["projects/\(project)", "domains/default", "system"] {
                    let path = "/v3/\(place)/\(kind)/\(id)/roles"
                    let one = path + "/" + role
                    #expect(try await cloud.call(.head, one, cloud.admin).status == 404)
                    #expect(try await cloud.call(.put, one, stranger).status == 403)
                    #expect(try await cloud.call(.put, one, cloud.admin).status == 204)
                    #expect(try await cloud.call(.put, one, cloud.admin).status == 204)
                    #expect(try await cloud.call(.head, one, cloud.admin).status == 204)
                    #expect(try await cloud.call(.get, path, cloud.admin)["roles"].array?.count == 1)
                    #expect(try await cloud.call(.get, path, stranger).status == 403)
                    #expect(try await cloud.call(.delete, one, cloud.admin).status == 204)
                    #expect(try await cloud.call(.delete, one, cloud.admin).status == 404)
                    #expect(try await cloud.call(.put, path + "/missing", cloud.admin).status == 404)
                }
            }
            let missing = try await cloud.call(.put, "/v3/projects/none/users/\(user)/roles/\(role)", cloud.admin)
            #expect(missing.status == 404 && missing.message == "Could not find project: none.")
        }
    }

    @Test(arguments: TestEngine.available) func listsOfAssignments(_ engine: TestEngine) async throws {
        try await IdentityFixture.run(engine) { cloud in
            func count(_ query: String) async throws -> Int {
                let answer = try await cloud.call(.get, "/v3/role_assignments?" + query, cloud.admin)
                return answer.status == 200 ? answer["role_assignments"].array?.count ?? -1 : -answer.status
            }
            let admin = cloud.outcome.adminUserID
            #expect(try await count("user.id=\(admin)") == 3)
            #expect(try await count("user.id=\(admin)&scope.system=all") == 1)
            #expect(try await count("user.id=\(admin)&scope.domain.id=default") == 1)
            #expect(try await count("user.id=\(admin)&effective&scope.project.id=\(cloud.outcome.adminProjectID)") == 4)
            #expect(try await count("scope.project.id=\(cloud.outcome.serviceProjectID)") == 4)
            #expect(try await count("scope.project.id=missing") == 0)
            #expect(try await count("include_subtree") == -400)
            #expect(try await count("user.id=a&group.id=b") == -400)
            let role = try await cloud.roleID("service")
            #expect(try await count("role.id=\(role)") == 2)
        }
    }

    @Test(arguments: TestEngine.available) func impliedRoles(_ engine: TestEngine) async throws {
        try await IdentityFixture.run(engine) { cloud in
            let a = try await cloud.create("roles", "role", ["name": "a"])
            let b = try await cloud.create("roles", "role", ["name": "b"])
            let path = "/v3/roles/\(a)/implies"
            #expect(try await cloud.call(.put, "\(path)/\(b)", cloud.admin).status == 201)
            #expect(try await cloud.call(.head, "\(path)/\(b)", cloud.admin).status == 204)
            #expect(try await cloud.call(.put, "/v3/roles/\(b)/implies/\(a)", cloud.admin).status == 403)
            let listed = try await cloud.call(.get, path, cloud.admin)["role_inference"]
            #expect(listed["implies"]?.array?.first?["name"] == "b")
            let all = try await cloud.call(.get, "/v3/role_inferences", cloud.admin)["role_inferences"].array
            #expect(all?.count == 4)
            #expect(try await cloud.call(.delete, "\(path)/\(b)", cloud.admin).status == 204)
            #expect(try await cloud.call(.get, "\(path)/\(b)", cloud.admin).status == 404)
        }
    }

    /// Personas: who reads or manages a domain, and whoever reads the system.
    @Test(arguments: TestEngine.available) func personas(_ engine: TestEngine) async throws {
        try await IdentityFixture.run(engine) { cloud in
            let domain = try await cloud.create("domains", "domain", ["name": "d"])
            let user = try await cloud.create("users", "user", ["name": "u", "password": "x"])
            for (place, role) in [("domains/\(domain)", "manager"), ("system", "reader")] {
                let path = "/v3/\(place)/users/\(user)/roles/\(try await cloud.roleID(role))"
                #expect(try await cloud.call(.put, path, cloud.admin).status == 204)
            }
            let manager = try await cloud.token("u", "x", scope: ["domain": ["id": .string(domain)]])
            let reader = try await cloud.token("u", "x", scope: ["system": ["all": true]])
            let own: JSON = ["user": ["name": "mine", "domain_id": .string(domain)]]
            let made = try await cloud.call(.post, "/v3/users", manager, own)
            #expect(made.status == 201)
            let other: JSON = ["user": ["name": "other", "domain_id": "default"]]
            #expect(try await cloud.call(.post, "/v3/users", manager, other).status == 403)
            let mine = try await cloud.call(.get, "/v3/users", manager)["users"].array
            #expect(mine?.compactMap { $0["name"]?.string } == ["mine"])
            let others = try await cloud.call(.get, "/v3/users?domain_id=default", manager)
            #expect(others.status == 200 && others["users"].array?.isEmpty == true)
            let project = try await cloud.call(.post, "/v3/projects", manager, ["project": ["name": "p"]])
            #expect(project.status == 201 && project["project"]["domain_id"] == .string(domain))
            let base =
                "/v3/projects/\(project["project"]["id"]?.string ?? "")/users/"
                + "\(made["user"]["id"]?.string ?? "")/roles/"
            #expect(try await cloud.call(.put, base + (try await cloud.roleID("member")), manager).status == 204)
            #expect(try await cloud.call(.put, base + (try await cloud.roleID("admin")), manager).status == 403)
            #expect(try await cloud.call(.get, "/v3/users", reader).status == 200)
            #expect(try await cloud.call(.post, "/v3/users", reader, other).status == 403)
        }
    }
}
