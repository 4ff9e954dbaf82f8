import CloudHTTP
import CloudJSON
import CloudSQL
import HTTPTypes
import TestKit
import Testing

@testable import IdentityService

/// Projects with all that is below them, names, and what goes with a domain.
@Suite struct CascadeTests {
    @Test(arguments: TestEngine.available) func cascade(_ engine: TestEngine) async throws {
        try await IdentityFixture.run(engine) { cloud in
            let (root, children) = try await cloud.tree()
            let path = "/v3/projects/\(root)"
            let off: JSON = ["project": ["enabled": false]]
            let plain = try await cloud.call(.patch, path, cloud.admin, off)
            #expect(plain.status == 403)
            #expect(plain.message == "Cannot disable project \(root) since its subtree contains enabled projects.")
            let early = try await cloud.call(.delete, path + "/cascade", cloud.admin)
            #expect(early.message == "Cannot delete project \(root) since its subtree contains enabled projects.")
            let person = try await cloud.person("eve")
            let role = try await cloud.roleID("member")
            let grant = "/v3/projects/\(children[1])/users/\(person.user)/roles/\(role)"
            #expect(try await cloud.call(.put, grant, cloud.admin).status == 204)
            let token = try await cloud.token("eve", IdentityFixture.planted, project: children[1])

            let done = try await cloud.call(.patch, path + "/cascade", cloud.admin, off)
            #expect(done.status == 200 && done["project"]["enabled"] == false)
            for id in children {
                #expect(try await cloud.call(.get, "/v3/projects/\(id)", cloud.admin)["project"]["enabled"] == false)
            }
            #expect(try await cloud.call(.get, "/v3/auth/projects", token).status == 401)
            let on: JSON = ["project": ["enabled": true]]
            let under = try await cloud.call(.patch, "/v3/projects/\(children[1])/cascade", cloud.admin, on)
            #expect(under.message == "Cannot enable project \(children[1]) since it has disabled parents")
            #expect(try await cloud.call(.patch, path + "/cascade", cloud.admin, on).status == 200)
            #expect(try await cloud.call(.patch, path + "/cascade", cloud.admin, off).status == 200)
            #expect(try await cloud.call(.delete, path, cloud.admin).message.hasPrefix("Cannot delete the project"))
            #expect(try await cloud.call(.delete, path + "/cascade", cloud.admin).status == 204)
            for id in [root] + children {
                #expect(try await cloud.call(.get, "/v3/projects/\(id)", cloud.admin).status == 404)
            }
            let left = try await cloud.role.store.read { try $0.assignments(Assignment.on(.project, children[1])) }
            #expect(left.isEmpty)
        }
    }

    @Test(arguments: TestEngine.available) func cascadeRefusals(_ engine: TestEngine) async throws {
        try await IdentityFixture.run(engine) { cloud in
            let (root, children) = try await cloud.tree()
            let path = "/v3/projects/\(root)/cascade"
            let member = try await cloud.person("eve").token
            let off: JSON = ["project": ["enabled": false]]
            #expect(try await cloud.call(.patch, path, member, off).status == 403)
            #expect(try await cloud.call(.delete, path, member).status == 403)
            #expect(try await cloud.call(.patch, path, nil, off).status == 401)
            #expect(try await cloud.call(.patch, "/v3/projects/none/cascade", cloud.admin, off).status == 404)
            #expect(try await cloud.call(.delete, "/v3/projects/none/cascade", cloud.admin).status == 404)
            #expect(try await cloud.call(.patch, "/v3/projects/default/cascade", cloud.admin, off).status == 403)
            #expect(try await cloud.call(.delete, "/v3/projects/default/cascade", cloud.admin).status == 403)
            let bodies: [JSON] = [
                [:], ["project": [:]], ["project": ["name": "x"]], ["project": ["enabled": false, "name": "x"]],
                ["project": ["enabled": "no"]], [1],
            ]
            for body in bodies { #expect(try await cloud.call(.patch, path, cloud.admin, body).status == 400) }
            let lock: JSON = ["project": ["options": ["immutable": true]]]
            #expect(try await cloud.call(.patch, "/v3/projects/\(children[0])", cloud.admin, lock).status == 200)
            #expect(try await cloud.call(.patch, path, cloud.admin, off).status == 403)
            let untouched = try await cloud.call(.get, "/v3/projects/\(root)", cloud.admin)
            #expect(untouched["project"]["enabled"] == true)
        }
    }

    @Test(arguments: TestEngine.available) func branches(_ engine: TestEngine) async throws {
        try await IdentityFixture.run(engine) { cloud in
            let (root, children) = try await cloud.tree()
            let off: JSON = ["project": ["enabled": false]]
            _ = try await cloud.call(.patch, "/v3/projects/\(root)/cascade", cloud.admin, off)
            let below: JSON = ["project": ["name": "late", "parent_id": .string(children[1])]]
            let refused = try await cloud.call(.post, "/v3/projects", cloud.admin, below)
            #expect(refused.status == 400)
            #expect(refused.message.hasPrefix("cannot create a project in a branch containing a disabled project: "))
            // A user's projects, those that are disabled among them; not where tokens can be had.
            let person = try await cloud.person("eve")
            let role = try await cloud.roleID("member")
            let grant = "/v3/projects/\(root)/users/\(person.user)/roles/\(role)"
            #expect(try await cloud.call(.put, grant, cloud.admin).status == 204)
            let all = try await cloud.call(.get, "/v3/users/\(person.user)/projects", cloud.admin)
            #expect(all["projects"].array?.count == 2)
            let named = try await cloud.call(.get, "/v3/users/\(person.user)/projects?name=root", person.token)
            #expect(named["projects"].array?.compactMap { $0["id"]?.string } == [root])
            let enabled = try await cloud.call(.get, "/v3/users/\(person.user)/projects?enabled=true", person.token)
            #expect(enabled["projects"].array?.compactMap { $0["id"]?.string } == [person.project])
            #expect(try await cloud.call(.get, "/v3/auth/projects", person.token)["projects"].array?.count == 1)
        }
    }

    @Test(arguments: TestEngine.available) func domainsAsProjects(_ engine: TestEngine) async throws {
        try await IdentityFixture.run(engine) { cloud in
            let domain = try await cloud.create("projects", "project", ["name": " d ", "is_domain": true])
            let path = "/v3/projects/\(domain)"
            #expect(try await cloud.call(.get, "/v3/domains/\(domain)", cloud.admin)["domain"]["name"] == "d")
            #expect(try await cloud.call(.get, path, cloud.admin)["project"]["is_domain"] == true)
            let listed = try await cloud.call(.get, "/v3/projects?is_domain=true&name=d", cloud.admin)
            #expect(listed["projects"].array?.count == 1)
            let again: JSON = ["domain": ["name": "d"]]
            let taken = try await cloud.call(.post, "/v3/domains", cloud.admin, again)
            #expect(taken.status == 409)
            #expect(taken.message.contains("two projects acting as domains with the same name: d"))
            let user = try await cloud.create(
                "users", "user", ["name": "u", "domain_id": .string(domain), "password": "x"])
            let group = try await cloud.create("groups", "group", ["name": "g", "domain_id": .string(domain)])
            let role = try await cloud.create("roles", "role", ["name": "r", "domain_id": .string(domain)])
            let project = try await cloud.create("projects", "project", ["name": "p", "parent_id": .string(domain)])
            let member = try await cloud.roleID("member")
            for grant in [
                "/v3/domains/\(domain)/users/\(user)/roles/\(member)",
                "/v3/projects/\(project)/groups/\(group)/roles/\(member)",
            ] {
                #expect(try await cloud.call(.put, grant, cloud.admin).status == 204)
            }
            let early = try await cloud.call(.delete, path, cloud.admin)
            #expect(early.status == 403)
            #expect(early.message == "Cannot delete a domain that is enabled, please disable it first.")
            let off: JSON = ["project": ["enabled": false]]
            #expect(try await cloud.call(.patch, path, cloud.admin, off).status == 200)
            #expect(try await cloud.call(.delete, path, cloud.admin).status == 204)
            for gone in [
                "users/\(user)", "groups/\(group)", "roles/\(role)", "projects/\(project)", "domains/\(domain)",
            ] {
                #expect(try await cloud.call(.get, "/v3/" + gone, cloud.admin).status == 404, "\(gone)")
            }
            let rows = try await cloud.role.store.read { connection in
                try connection.assignments(Assignment.of(.user, user)).count
                    + connection.assignments(Assignment.of(.group, group)).count
                    + connection.passwords(of: user).count
            }
            #expect(rows == 0)
            #expect(try await cloud.call(.patch, "/v3/projects/default", cloud.admin, off).status == 403)
        }
    }

    @Test(arguments: ["off", "new", "strict"]) func names(_ safety: String) async throws {
        let settings = ["identity.project_name_url_safe": safety, "identity.domain_name_url_safe": safety]
        try await IdentityFixture.run(.sqlite, settings: settings) { cloud in
            let isOff = safety == "off"
            for (path, one, kind) in [("projects", "project", "Project"), ("domains", "domain", "Domain")] {
                let unsafe: JSON = .object([one: ["name": "a/b?c"]])
                let made = try await cloud.call(.post, "/v3/\(path)", cloud.admin, unsafe)
                #expect(made.status == (isOff ? 201 : 400))
                let words = "\(kind) name cannot contain the following reserved characters: /?"
                if !isOff { #expect(made.message == words) }
                let id = try await cloud.create(path, one, ["name": "  safe  "])
                #expect(try await cloud.call(.get, "/v3/\(path)/\(id)", cloud.admin)[one]["name"] == "safe")
                let renamed = try await cloud.call(
                    .patch, "/v3/\(path)/\(id)", cloud.admin, .object([one: ["name": "x=y"]]))
                #expect(renamed.status == (isOff ? 200 : 400))
            }
            // What had its name before the rule.
            let old = try await cloud.person("eve")
            try await cloud.role.store.write { connection in
                var project = try connection.table(Project.self).find(old.project)
                project?.name = "o&d"
                if let project { try connection.table(Project.self).update(project) }
            }
            let scope: JSON = ["project": ["name": "o&d", "domain": ["id": "default"]]]
            let answer = try await cloud.signIn("eve", IdentityFixture.planted, scope: scope)
            #expect(answer.status == (safety == "strict" ? 401 : 201))
        }
    }
}

extension IdentityFixture {
    /// A project `root` with two levels below.
    fileprivate func tree() async throws -> (root: String, children: [String]) {
        let root = try await create("projects", "project", ["name": "root"])
        let middle = try await create("projects", "project", ["name": "middle", "parent_id": .string(root)])
        let leaf = try await create("projects", "project", ["name": "leaf", "parent_id": .string(middle)])
        let side = try await create("projects", "project", ["name": "side", "parent_id": .string(root)])
        return (root, [middle, leaf, side])
    }
}
