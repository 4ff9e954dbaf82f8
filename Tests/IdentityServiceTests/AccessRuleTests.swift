import CloudCore
import CloudHTTP
import CloudJSON
import HTTPTypes
import TestKit
import Testing

@testable import IdentityService

@Suite struct AccessRuleTests {
    private static let rule: JSON = ["service": "identity", "method": "GET", "path": "/v3/users/*"]

    private func create(
        _ cloud: IdentityFixture, _ person: (user: String, project: String, token: String), _ members: [String: JSON]
    ) async throws -> IdentityFixture.Answer {
        let body = JSON.object(["name": "robot", "secret": "s"].merging(members) { $1 })
        return try await cloud.call(
            .post, "/v3/users/\(person.user)/application_credentials", person.token, ["application_credential": body])
    }

    private func token(_ cloud: IdentityFixture, _ id: JSON?) async throws -> String {
        let shown: JSON = ["id": id ?? .null, "secret": "s"]
        let identity: JSON = ["methods": ["application_credential"], "application_credential": shown]
        let answer = try await cloud.call(.post, "/v3/auth/tokens", nil, ["auth": ["identity": identity]])
        #expect(answer.status == 201)
        return answer.headers[.subjectToken] ?? ""
    }

    @Test(arguments: TestEngine.available) func resources(_ engine: TestEngine) async throws {
        try await IdentityFixture.run(engine) { cloud in
            let alice = try await cloud.person("alice")
            let bob = try await cloud.person("bob")
            let path = "/v3/users/\(alice.user)/access_rules"
            let other: JSON = ["service": "compute", "method": "GET", "path": "/v2.1/servers"]
            let made = try await create(cloud, alice, ["access_rules": [Self.rule, other, Self.rule]])
            #expect(made.status == 201)
            let id = try #require(made["application_credential"]["access_rules"]?.array?.first?["id"]?.string)
            let list = try await cloud.call(.get, path, alice.token)["access_rules"].array ?? []
            #expect(list.count == 2)
            let compute = try await cloud.call(.get, path + "?service=compute", alice.token)["access_rules"].array
            #expect(compute?.count == 1 && compute?.first?["path"] == "/v2.1/servers")
            let one = path + "/" + id
            let shown = try await cloud.call(.get, one, alice.token)
            #expect(shown["access_rule"]["method"] == "GET" && shown["access_rule"]["path"] == "/v3/users/*")
            for target in [path, one] { #expect(try await cloud.call(.get, target, bob.token).status == 403) }
            let missing = try await cloud.call(.get, path + "/none", alice.token)
            #expect(missing.status == 404 && missing.message == "Could not find Access Rule: none.")
            let foreign = try await cloud.call(.get, "/v3/users/\(bob.user)/access_rules/\(id)", bob.token)
            #expect(foreign.status == 404)
            let used = try await cloud.call(.delete, one, alice.token)
            #expect(used.status == 403 && used.message == "May not delete access rule in use")
            #expect(try await cloud.call(.delete, one, bob.token).status == 403)
            // By its id, or by the same content, it is the same rule.
            let second = try await create(cloud, alice, ["name": "second", "access_rules": [["id": .string(id)]]])
            #expect(second["application_credential"]["access_rules"]?.array?.first?["path"] == "/v3/users/*")
            for name in [made, second] {
                let credential = name["application_credential"]["id"]?.string ?? ""
                let place = "/v3/users/\(alice.user)/application_credentials/\(credential)"
                #expect(try await cloud.call(.delete, place, alice.token).status == 204)
            }
            #expect(try await cloud.call(.delete, one, alice.token).status == 204)
            #expect(try await cloud.call(.delete, one, alice.token).status == 404)
            let stolen = try await create(cloud, bob, ["access_rules": [["id": "nothing"]]])
            #expect(stolen.status == 404)
        }
    }

    @Test(arguments: TestEngine.available) func validation(_ engine: TestEngine) async throws {
        try await IdentityFixture.run(engine) { cloud in
            let alice = try await cloud.person("alice")
            let bad: [JSON] = [
                ["service": "compute", "method": "GET"], ["service": "compute", "method": "TRACE", "path": "/x"],
                ["service": "compute", "method": "get", "path": "/x"],
                ["service": "compute", "method": "GET", "path": "x"],
                ["service": "no such/thing", "method": "GET", "path": "/x"],
                ["service": "compute", "method": "GET", "path": .string("/" + String(repeating: "x", count: 225))],
                ["service": "compute", "method": "GET", "path": "/x", "more": 1], "x", 5, [:],
            ]
            for rule in bad {
                #expect(try await create(cloud, alice, ["access_rules": [rule]]).status == 400, "\(rule.text)")
            }
            #expect(try await create(cloud, alice, ["access_rules": "x"]).status == 400)
            let past = try await create(cloud, alice, ["expires_at": "2020-01-01T00:00:00Z"])
            #expect(past.status == 400 && past.message.hasPrefix("The 'expires_at' must not be before now."))
            #expect(try await create(cloud, alice, ["expires_at": "soon"]).status == 400)
            let path = "/v3/users/\(alice.user)/access_rules"
            #expect(try await cloud.call(.get, path, alice.token)["access_rules"] == [])
        }
    }

    /// Identity holds the token to its rules, and hands it only to services that do so too.
    @Test(arguments: TestEngine.available) func enforcement(_ engine: TestEngine) async throws {
        try await IdentityFixture.run(engine) { cloud in
            let alice = try await cloud.person("alice")
            let made = try await create(
                cloud, alice, ["access_rules": [Self.rule], "unrestricted": true])
            let token = try await token(cloud, made["application_credential"]["id"])
            let own = "/v3/users/\(alice.user)"
            #expect(try await cloud.call(.get, own, token).status == 200)
            let refused = try await cloud.call(.get, "/v3/auth/projects", token)
            #expect(refused.status == 401)
            #expect(refused.message == "The request you have made requires authentication.")
            #expect(try await cloud.call(.get, own + "/access_rules", token).status == 401)
            #expect(try await cloud.call(.patch, own, token, ["user": ["name": "x"]]).status == 401)
            // What is made from the token has the same rules.
            let again: JSON = ["identity": ["methods": ["token"], "token": ["id": .string(token)]]]
            let next = try await cloud.call(.post, "/v3/auth/tokens", nil, ["auth": again])
            let child = next.headers[.subjectToken] ?? ""
            #expect(try await cloud.call(.get, "/v3/auth/projects", child).status == 401)

            let path = "/v3/auth/tokens"
            let blind = try await cloud.call(.get, path, cloud.admin, subject: token)
            #expect(blind.status == 404 && blind.message == "Failed to validate token")
            #expect(try await cloud.call(.head, path, cloud.admin, subject: token).status == 404)
            for (version, status) in [("1.0", 200), ("1", 200), ("0.9", 404), ("x", 404)] {
                let headers: HTTPFields = [.accessRulesVersion: version]
                let seen = try await cloud.call(.get, path, cloud.admin, subject: token, headers: headers)
                #expect(seen.status == status, "\(version)")
                guard status == 200 else { continue }
                let rules = seen["token"]["application_credential"]?["access_rules"]?.array
                #expect(rules?.first?["path"] == "/v3/users/*" && rules?.count == 1)
            }
            let self1 = try await cloud.call(
                .get, path, token, subject: token, headers: [.accessRulesVersion: "1.0"])
            #expect(self1.status == 200)
        }
    }

    /// Keystone's rules for when an application credential goes.
    @Test(arguments: TestEngine.available) func removal(_ engine: TestEngine) async throws {
        try await IdentityFixture.run(engine) { cloud in
            let member = try await cloud.roleID("member")
            let special = try await cloud.create("roles", "role", ["name": "special"])
            let changes: [((user: String, project: String, token: String)) async throws -> Int] = [
                { who in
                    let path = "/v3/projects/\(who.project)/users/\(who.user)/roles/\(member)"
                    return try await cloud.call(.delete, path, cloud.admin).status
                },
                { who in
                    try await cloud.call(
                        .patch, "/v3/users/\(who.user)", cloud.admin, ["user": ["enabled": false]]
                    ).status
                },
                { who in try await cloud.call(.delete, "/v3/projects/\(who.project)", cloud.admin).status },
                { who in
                    let path = "/v3/projects/\(who.project)/users/\(who.user)/roles/\(special)"
                    _ = try await cloud.call(.put, path, cloud.admin)
                    return try await cloud.call(.delete, "/v3/roles/\(special)", cloud.admin).status
                },
            ]
            for (index, change) in changes.enumerated() {
                let person = try await cloud.person("person\(index)")
                let path = "/v3/users/\(person.user)/application_credentials"
                #expect(try await create(cloud, person, [:]).status == 201)
                #expect([200, 204].contains(try await change(person)))
                let left = try await cloud.call(.get, path, cloud.admin)["application_credentials"]
                #expect(left == [], "change \(index)")
            }
        }
    }

    @Test func limit() async throws {
        try await IdentityFixture.run(.sqlite, settings: ["identity.application_credential_limit": "1"]) { cloud in
            let alice = try await cloud.person("alice")
            #expect(try await create(cloud, alice, [:]).status == 201)
            let second = try await create(cloud, alice, ["name": "second"])
            #expect(second.status == 403 && second.message.contains("maximum of 1 already exceeded"))
        }
    }
}
