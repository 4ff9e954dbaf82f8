import CloudConfiguration
import CloudHTTP
import CloudJSON
import HTTPTypes
import TestKit
import Testing

@testable import IdentityService

/// What the real Keystone answered where Apus once answered otherwise (Tests/Differential asks both).
@Suite struct KeystoneAnswersTests {
    @Test func headers() async throws {
        try await IdentityFixture.run(.sqlite) { cloud in
            let refused = try await cloud.call(.get, "/v3/users")
            #expect(refused.headers[.wwwAuthenticate] == "Keystone uri=\"http://cloud:5000/identity/v3\"")
            #expect(refused.headers[.vary] == "X-Auth-Token")
            #expect(try await cloud.call(.get, "/v3/users", cloud.admin).headers[.vary] == "X-Auth-Token")
            let root = try await cloud.call(.get, "/")
            #expect(root.status == 300 && root.headers[.location] == "http://cloud:5000/identity/v3/")
        }
    }

    @Test func rolesOfTheBootstrapAreImmutable() async throws {
        try await IdentityFixture.run(.sqlite) { cloud in
            for name in ["admin", "manager", "member", "reader", "service"] {
                let path = "/v3/roles/\(try await cloud.roleID(name))"
                #expect(try await cloud.call(.get, path, cloud.admin)["role"]["options"] == ["immutable": true])
                #expect(try await cloud.call(.delete, path, cloud.admin).status == 403)
                // Taken away by itself, not together with what it protects.
                let both: JSON = ["role": ["options": ["immutable": false], "description": "x"]]
                #expect(try await cloud.call(.patch, path, cloud.admin, both).status == 403)
            }
            let none = try await cloud.call(
                .post, "/v3/roles", cloud.admin, ["role": ["name": "r", "options": ["immutable": nil]]])
            #expect(none["role"]["options"] == [:])
        }
    }

    @Test(arguments: TestEngine.available) func tokensAreNotExchangedForMore(_ engine: TestEngine) async throws {
        try await IdentityFixture.run(engine) { cloud in
            func exchange(_ token: String, _ scope: JSON) async throws -> IdentityFixture.Answer {
                let identity: JSON = ["methods": ["token"], "token": ["id": .string(token)]]
                return try await cloud.call(
                    .post, "/v3/auth/tokens", nil, ["auth": ["identity": identity, "scope": scope]])
            }
            let project: JSON = ["project": ["id": .string(cloud.outcome.adminProjectID)]]
            let system = try await cloud.token("admin", IdentityFixture.password, scope: ["system": ["all": true]])
            let up = try await exchange(system, project)
            #expect(up.status == 403 && up.message.contains("Using a system-scoped token"))
            #expect(try await exchange(system, ["domain": ["id": "default"]]).status == 403)
            #expect(try await exchange(system, ["system": ["all": true]]).status == 201)
            #expect(try await exchange(cloud.admin, ["system": ["all": true]]).status == 201)

            let person = try await cloud.person("p")
            let made = try await cloud.call(
                .post, "/v3/users/\(person.user)/application_credentials", person.token,
                ["application_credential": ["name": "c", "secret": "s"]])
            let id = made["application_credential"]["id"] ?? .null
            let identity: JSON = [
                "methods": ["application_credential"], "application_credential": ["id": id, "secret": "s"],
            ]
            let lent = try await cloud.call(.post, "/v3/auth/tokens", nil, ["auth": ["identity": identity]])
            let refused = try await exchange(try #require(lent.headers[.subjectToken]), "unscoped")
            #expect(refused.status == 403 && refused.message.contains("Using a delegated token"))
        }
    }

    @Test(arguments: TestEngine.available) func allTokensOfAUserEnd(_ engine: TestEngine) async throws {
        try await IdentityFixture.run(engine) { cloud in
            let (one, other) = (try await cloud.person("one"), try await cloud.person("other"))
            let second = try await cloud.token("one", IdentityFixture.planted, project: one.project)
            let path = "/v3/users/\(one.user)/tokens"
            #expect(try await cloud.call(.delete, path, other.token).status == 403)
            #expect(try await cloud.call(.delete, path, one.token).status == 204)
            for token in [one.token, second] {
                #expect(try await cloud.call(.get, "/v3/users/\(one.user)", token).status == 401)
            }
            #expect(try await cloud.call(.get, "/v3/users/\(other.user)", other.token).status == 200)
            #expect(try await cloud.call(.delete, path, cloud.admin).status == 204)
            #expect(try await cloud.call(.delete, "/v3/users/none/tokens", cloud.admin).status == 404)
        }
    }

    @Test(arguments: TestEngine.available) func tagsOfAnImmutableProject(_ engine: TestEngine) async throws {
        try await IdentityFixture.run(engine) { cloud in
            let id = try await cloud.create(
                "projects", "project", ["name": "p", "tags": ["a"], "options": ["immutable": true]])
            let tags = "/v3/projects/\(id)/tags"
            for (method, path, body): (HTTPRequest.Method, String, JSON?) in [
                (.put, tags + "/b", nil), (.delete, tags + "/a", nil), (.delete, tags, nil),
                (.put, tags, ["tags": ["b"]]),
            ] {
                let answer = try await cloud.call(method, path, cloud.admin, body)
                #expect(answer.status == 403 && answer.message.contains("project is immutable"))
            }
            #expect(try await cloud.call(.get, tags, cloud.admin)["tags"] == ["a"])
        }
    }

    @Test(arguments: TestEngine.available) func lists(_ engine: TestEngine) async throws {
        try await IdentityFixture.run(engine) { cloud in
            for name in ["left-x", "right-x", "x-right"] {
                _ = try await cloud.create("groups", "group", ["name": .string(name)])
            }
            let found = try await cloud.call(.get, "/v3/groups?name__endswith=-x", cloud.admin)["groups"]
            #expect(found.array?.count == 2)
            for (filter, count) in [
                ("endswith=-X", 0), ("iendswith=-X", 2), ("icontains=RIGHT", 2), ("istartswith=L", 1),
            ] {
                let found = try await cloud.call(.get, "/v3/groups?name__\(filter)", cloud.admin)["groups"]
                #expect(found.array?.count == count, "\(filter)")
            }
            let lost = try await cloud.call(.get, "/v3/groups?marker=none", cloud.admin)
            #expect(lost.status == 404 && lost.message == "Marker could not be found.")
            let person = try await cloud.person("p")
            let group = try await cloud.create("groups", "group", ["name": "g"])
            #expect(try await cloud.call(.put, "/v3/groups/\(group)/users/\(person.user)", cloud.admin).status == 204)
            let mine = try await cloud.call(.get, "/v3/users/\(person.user)/groups", person.token)
            #expect(mine["groups"].array?.first?["membership_expires_at"] == .null)
        }
    }

    @Test func pagesAreAsLargeAsTheOperatorWants() async throws {
        let settings = ["identity.list_limit": "2", "identity.max_db_limit": "3"]
        try await IdentityFixture.run(.sqlite, settings: settings) { cloud in
            for name in ["a", "b", "c", "d", "e"] {
                _ = try await cloud.create("groups", "group", ["name": .string(name)])
            }
            for (query, count) in [("", 2), ("?limit=1", 1), ("?limit=3", 3), ("?limit=1000", 3)] {
                let page = try await cloud.call(.get, "/v3/groups" + query, cloud.admin)
                #expect(page["groups"].array?.count == count && page["truncated"] == true)
                #expect(page["links"]["next"]?.string?.contains("marker=") == true)
            }
        }
        await #expect(throws: ConfigurationError.self) {
            try await IdentityFixture.run(.sqlite, settings: ["identity.list_limit": "0"]) { _ in }
        }
    }

    @Test(arguments: TestEngine.available) func aDomainsOwnRoleStaysInIt(_ engine: TestEngine) async throws {
        try await IdentityFixture.run(engine) { cloud in
            let domain = try await cloud.create("domains", "domain", ["name": "d"])
            let role = try await cloud.create("roles", "role", ["name": "own", "domain_id": .string(domain)])
            let home = try await cloud.create("projects", "project", ["name": "h", "domain_id": .string(domain)])
            let (user, project, _) = try await cloud.person("p")
            let grant = "users/\(user)/roles/\(role)"
            #expect(try await cloud.call(.put, "/v3/projects/\(home)/\(grant)", cloud.admin).status == 204)
            let foreign = try await cloud.call(.put, "/v3/projects/\(project)/\(grant)", cloud.admin)
            #expect(foreign.status == 403 && foreign.message.contains("must be in the same domain as the role"))
            #expect(try await cloud.call(.put, "/v3/system/\(grant)", cloud.admin).status == 400)
        }
    }

    @Test(arguments: TestEngine.available) func idsDoNotChange(_ engine: TestEngine) async throws {
        try await IdentityFixture.run(engine) { cloud in
            for (path, one) in [("projects", "project"), ("groups", "group"), ("users", "user"), ("roles", "role")] {
                let id = try await cloud.create(path, one, ["name": "n"])
                let other = try await cloud.call(
                    .patch, "/v3/\(path)/\(id)", cloud.admin, .object([one: ["id": "x", "description": "y"]]))
                #expect(other.status == 400 && other.message == "Cannot change ID")
                let same: JSON = .object([one: ["id": .string(id), "description": "y"]])
                #expect(try await cloud.call(.patch, "/v3/\(path)/\(id)", cloud.admin, same).status == 200)
            }
        }
    }
}
