import CloudCore
import CloudHTTP
import CloudJSON
import HTTPTypes
import TestKit
import Testing

@testable import IdentityService

@Suite struct TokenTests {
    @Test(arguments: TestEngine.available) func scopes(_ engine: TestEngine) async throws {
        try await IdentityFixture.run(engine) { cloud in
            let unscoped = try await cloud.signIn("admin", IdentityFixture.password)
            #expect(unscoped.status == 201)
            #expect(unscoped["token"]["catalog"] == nil && unscoped["token"]["roles"] == nil)
            #expect(unscoped["token"]["methods"] == ["password"])
            #expect(unscoped["token"]["user"]?["domain"]?["name"] == "Default")
            #expect(unscoped.headers[.subjectToken].map { $0.utf8.count < 255 } == true)

            let project = try await cloud.signIn(
                "admin", IdentityFixture.password, scope: ["project": ["name": "admin", "domain": ["name": "Default"]]])
            #expect(project["token"]["project"]?["domain"]?["id"] == "default")
            #expect(project["token"]["is_domain"] == false)
            let roles = Set(project["token"]["roles"]?.array?.compactMap { $0["name"]?.string } ?? [])
            #expect(roles == ["admin", "manager", "member", "reader"])
            let catalog = project["token"]["catalog"]?.array ?? []
            #expect(catalog.count == 3 && catalog.allSatisfy { $0["endpoints"]?.array?.count == 3 })
            let volume = catalog.first { $0["type"] == "volumev3" }?["endpoints"]?.array?.first
            #expect(volume?["url"]?.string?.hasSuffix("/volume/v3/\(cloud.outcome.adminProjectID)") == true)

            let domain = try await cloud.signIn("admin", IdentityFixture.password, scope: ["domain": ["id": "default"]])
            #expect(domain["token"]["domain"]?["name"] == "Default")
            let system = try await cloud.signIn("admin", IdentityFixture.password, scope: ["system": ["all": true]])
            #expect(system["token"]["system"]?["all"] == true)
            #expect(system["token"]["catalog"]?.array?.first { $0["type"] == "volumev3" }?["endpoints"] == [])
            let light = try await cloud.signIn(
                "admin", IdentityFixture.password, scope: ["system": ["all": true]], query: "?nocatalog")
            #expect(light.status == 201 && light["token"]["catalog"] == nil)
        }
    }

    @Test(arguments: TestEngine.available) func refusals(_ engine: TestEngine) async throws {
        try await IdentityFixture.run(engine) { cloud in
            let words = "The request you have made requires authentication."
            let person = try await cloud.person("eve")
            var answers = [
                try await cloud.signIn("admin", "wrong"), try await cloud.signIn("nobody", "wrong"),
                try await cloud.signIn(
                    "eve", IdentityFixture.planted, scope: ["project": ["id": .string(cloud.outcome.adminProjectID)]]),
                try await cloud.signIn("eve", IdentityFixture.planted, scope: ["project": ["id": "none"]]),
                try await cloud.signIn("eve", IdentityFixture.planted, scope: ["domain": ["id": "default"]]),
                try await cloud.signIn("eve", IdentityFixture.planted, scope: ["system": ["all": true]]),
            ]
            _ = try await cloud.call(.patch, "/v3/users/\(person.user)", cloud.admin, ["user": ["enabled": false]])
            answers.append(try await cloud.signIn("eve", IdentityFixture.planted))
            for answer in answers {
                #expect(answer.status == 401 && answer.message == words)
                #expect(answer["error"]["title"] == "Unauthorized")
            }
            let unsupported = try await cloud.call(
                .post, "/v3/auth/tokens", nil, ["auth": ["identity": ["methods": ["magic"]]]])
            #expect(unsupported.status == 401)
            let bodies: [JSON] = [
                [:], ["auth": [:]], ["auth": ["identity": [:]]], ["auth": ["identity": ["methods": "password"]]],
                ["auth": ["identity": ["methods": ["password"]]]],
                ["auth": ["identity": ["methods": ["password"], "password": ["user": ["name": "admin"]]]]],
                [
                    "auth": [
                        "identity": ["methods": ["password"], "password": ["user": ["name": "a", "password": "b"]]]
                    ]
                ],
                ["auth": ["identity": ["methods": ["password"], "password": ["user": ["id": 5, "password": "b"]]]]],
                ["auth": ["identity": ["methods": ["token"]]]], [1], "x",
            ]
            for body in bodies { #expect(try await cloud.call(.post, "/v3/auth/tokens", nil, body).status == 400) }
            let zero = try await cloud.signIn("ad\0min", "x")
            #expect(zero.status == 400)
            let missingDomain = try await cloud.signIn("admin", "x", scope: ["project": ["name": "admin"]])
            #expect(missingDomain.message.hasPrefix("Expecting to find domain in project."))
        }
    }

    @Test(arguments: TestEngine.available) func checkAndRevoke(_ engine: TestEngine) async throws {
        try await IdentityFixture.run(engine) { cloud in
            let person = try await cloud.person("alice")
            let stranger = try await cloud.person("bob")
            let path = "/v3/auth/tokens"
            let own = try await cloud.call(.get, path, person.token, subject: person.token)
            #expect(own.status == 200 && own["token"]["project"]?["id"] == .string(person.project))
            #expect(try await cloud.call(.head, path, cloud.admin, subject: person.token).status == 200)
            let light = try await cloud.call(.get, path + "?nocatalog", cloud.admin, subject: person.token)
            #expect(light["token"]["catalog"] == nil)
            #expect(try await cloud.call(.get, path, stranger.token, subject: person.token).status == 403)
            #expect(try await cloud.call(.get, path, cloud.admin, subject: "gAAAAnonsense").status == 404)
            #expect(try await cloud.call(.get, path, cloud.admin).status == 404)
            #expect(try await cloud.call(.delete, path, stranger.token, subject: person.token).status == 403)
            #expect(try await cloud.call(.delete, path, person.token, subject: person.token).status == 204)
            #expect(try await cloud.call(.get, path, cloud.admin, subject: person.token).status == 404)
            #expect(try await cloud.call(.get, "/v3/auth/projects", person.token).status == 401)
        }
    }

    @Test(arguments: TestEngine.available) func expiry(_ engine: TestEngine) async throws {
        try await IdentityFixture.run(engine) { cloud in
            let person = try await cloud.person("alice")
            cloud.ahead.withLock { $0 = .seconds(3700) }
            let admin = try await cloud.token("admin", IdentityFixture.password, project: cloud.outcome.adminProjectID)
            let path = "/v3/auth/tokens"
            #expect(try await cloud.call(.get, path, admin, subject: person.token).status == 404)
            #expect(try await cloud.call(.get, path + "?allow_expired=1", admin, subject: person.token).status == 200)
            #expect(try await cloud.call(.get, path + "?allow_expired=0", admin, subject: person.token).status == 404)
            cloud.ahead.withLock { $0 = .seconds(200_000) }
            let later = try await cloud.token("admin", IdentityFixture.password, project: cloud.outcome.adminProjectID)
            #expect(try await cloud.call(.get, path + "?allow_expired=1", later, subject: person.token).status == 404)
        }
    }

    @Test(arguments: TestEngine.available) func rescoping(_ engine: TestEngine) async throws {
        try await IdentityFixture.run(engine) { cloud in
            let first = try await cloud.signIn("admin", IdentityFixture.password)
            let text = first.headers[.subjectToken] ?? ""
            func rescope(_ token: String, _ scope: JSON) async throws -> IdentityFixture.Answer {
                try await cloud.call(
                    .post, "/v3/auth/tokens", nil,
                    [
                        "auth": [
                            "identity": ["methods": ["token"], "token": ["id": .string(token)]], "scope": scope,
                        ]
                    ])
            }
            let second = try await rescope(text, ["project": ["id": .string(cloud.outcome.adminProjectID)]])
            #expect(second.status == 201)
            #expect(second["token"]["methods"] == ["password", "token"])
            #expect(second["token"]["expires_at"] == first["token"]["expires_at"])
            #expect(second["token"]["audit_ids"]?.array?.last == first["token"]["audit_ids"]?.array?.first)
            let third = try await rescope(second.headers[.subjectToken] ?? "", "unscoped")
            #expect(third.status == 201 && third["token"]["project"] == nil)
            #expect(third["token"]["audit_ids"]?.array?.last == first["token"]["audit_ids"]?.array?.first)
            #expect(try await rescope("gAAAnonsense", "unscoped").status == 404)
        }
    }

    /// What ends tokens: a password, a disabled or deleted user, project or domain, a role taken away.
    @Test(arguments: TestEngine.available) func lossOfForce(_ engine: TestEngine) async throws {
        try await IdentityFixture.run(engine) { cloud in
            func holds(_ token: String) async throws -> Bool {
                try await cloud.call(.get, "/v3/auth/tokens", cloud.admin, subject: token).status == 200
            }
            let changes: [(String, (user: String, project: String, token: String)) async throws -> Int] = [
                { _, who in
                    try await cloud.call(
                        .post, "/v3/users/\(who.user)/password", nil,
                        ["user": ["original_password": .string(IdentityFixture.planted), "password": "other"]]
                    ).status
                },
                { _, who in
                    try await cloud.call(.patch, "/v3/users/\(who.user)", cloud.admin, ["user": ["enabled": false]])
                        .status
                },
                { _, who in try await cloud.call(.delete, "/v3/users/\(who.user)", cloud.admin).status },
                { _, who in
                    let path = "/v3/projects/\(who.project)"
                    _ = try await cloud.call(.patch, path, cloud.admin, ["project": ["enabled": false]])
                    return try await cloud.call(.patch, path, cloud.admin, ["project": ["enabled": true]]).status
                },
                { _, who in try await cloud.call(.delete, "/v3/projects/\(who.project)", cloud.admin).status },
                { role, who in
                    try await cloud.call(
                        .delete, "/v3/projects/\(who.project)/users/\(who.user)/roles/\(role)", cloud.admin
                    ).status
                },
            ]
            let member = try await cloud.roleID("member")
            for (index, change) in changes.enumerated() {
                let person = try await cloud.person("person\(index)")
                #expect(try await holds(person.token))
                #expect([200, 204].contains(try await change(member, person)))
                #expect(try await !holds(person.token), "change \(index)")
            }
        }
    }

    @Test(arguments: TestEngine.available) func accessOfOneself(_ engine: TestEngine) async throws {
        try await IdentityFixture.run(engine) { cloud in
            let unscoped = try await cloud.signIn("admin", IdentityFixture.password).headers[.subjectToken]
            #expect(try await cloud.call(.get, "/v3/auth/catalog", unscoped).status == 403)
            #expect(try await cloud.call(.get, "/v3/auth/catalog", cloud.admin)["catalog"].array?.count == 3)
            let projects = try await cloud.call(.get, "/v3/auth/projects", unscoped)["projects"].array
            #expect(projects?.compactMap { $0["name"]?.string } == ["admin"])
            #expect(try await cloud.call(.get, "/v3/auth/domains", unscoped)["domains"].array?.count == 1)
            #expect(try await cloud.call(.get, "/v3/auth/system", unscoped)["system"] == [["all": true]])
            let person = try await cloud.person("alice")
            #expect(try await cloud.call(.get, "/v3/auth/system", person.token)["system"] == [])
        }
    }

    @Test func defaultProject() async throws {
        try await IdentityFixture.run(.sqlite) { cloud in
            let person = try await cloud.person("alice")
            let change: JSON = ["user": ["default_project_id": .string(person.project)]]
            #expect(try await cloud.call(.patch, "/v3/users/\(person.user)", cloud.admin, change).status == 200)
            let open = try await cloud.signIn("alice", IdentityFixture.planted)
            #expect(open["token"]["project"]?["id"] == .string(person.project))
            let explicit = try await cloud.signIn("alice", IdentityFixture.planted, scope: ["unscoped": [:]])
            #expect(explicit["token"]["project"] == nil)
        }
    }
}
