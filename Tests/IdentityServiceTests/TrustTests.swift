import CloudCore
import CloudHTTP
import CloudJSON
import HTTPTypes
import TestKit
import Testing

@testable import IdentityService

/// Trusts: who may make, see, use and end them, and what ends their tokens.
@Suite struct TrustTests {
    typealias Person = (user: String, project: String, token: String)

    static func body(
        _ trustor: Person, _ trustee: Person, role: String = "member", _ more: [String: JSON] = [:]
    ) -> JSON {
        let members: [String: JSON] = [
            "trustor_user_id": .string(trustor.user), "trustee_user_id": .string(trustee.user),
            "project_id": .string(trustor.project), "impersonation": true, "roles": [["name": .string(role)]],
        ]
        return ["trust": .object(members.merging(more) { $1 })]
    }

    static func make(
        _ cloud: IdentityFixture, _ trustor: Person, _ trustee: Person, _ more: [String: JSON] = [:]
    ) async throws -> String {
        let answer = try await cloud.call(
            .post, "/v3/OS-TRUST/trusts", trustor.token, body(trustor, trustee, more))
        guard answer.status == 201, let id = answer["trust"]["id"]?.string else {
            throw Fault(answer.status, answer.message)
        }
        return id
    }

    static func use(_ cloud: IdentityFixture, _ trust: String, _ name: String) async throws -> IdentityFixture.Answer {
        try await cloud.signIn(
            name, IdentityFixture.planted, scope: ["OS-TRUST:trust": ["id": .string(trust)]])
    }

    @Test(arguments: TestEngine.available) func life(_ engine: TestEngine) async throws {
        try await IdentityFixture.run(engine) { cloud in
            let alice = try await cloud.person("alice")
            let bob = try await cloud.person("bob")
            let eve = try await cloud.person("eve")
            let path = "/v3/OS-TRUST/trusts"
            let made = try await cloud.call(
                .post, path, alice.token,
                Self.body(alice, bob, ["expires_at": "2099-01-01T00:00:00.000000Z", "colour": "red"]))
            #expect(made.status == 201)
            let trust = made["trust"]
            let id = trust["id"]?.string ?? ""
            #expect(trust["roles"]?.array?.compactMap { $0["name"]?.string } == ["member"])
            #expect(trust["expires_at"] == "2099-01-01T00:00:00.000000Z" && trust["remaining_uses"] == JSON.null)
            #expect(trust["redelegation_count"] == 0 && trust["redelegated_trust_id"] == JSON.null)
            #expect(trust["deleted_at"] == JSON.null && trust["colour"] == "red")
            #expect(trust["links"]?["self"] == .string("http://cloud:5000/identity\(path)/\(id)"))
            for (token, status) in [(alice.token, 200), (bob.token, 200), (eve.token, 403), (cloud.admin, 200)] {
                #expect(try await cloud.call(.get, "\(path)/\(id)", token).status == status)
                #expect(try await cloud.call(.get, "\(path)/\(id)/roles", token).status == status)
            }
            let member = try await cloud.roleID("member")
            let roles = try await cloud.call(.get, "\(path)/\(id)/roles", bob.token)
            #expect(roles["roles"].array?.first?["links"]?["self"]?.string?.hasSuffix("/v3/roles/\(member)") == true)
            #expect(try await cloud.call(.head, "\(path)/\(id)/roles/\(member)", bob.token).status == 200)
            let admin = try await cloud.roleID("admin")
            #expect(try await cloud.call(.get, "\(path)/\(id)/roles/\(admin)", bob.token).status == 404)
            #expect(try await cloud.call(.get, path, alice.token).status == 403)
            #expect(try await cloud.call(.get, path, cloud.admin)["trusts"].array?.count == 1)
            let mine = try await cloud.call(.get, "\(path)?trustor_user_id=\(alice.user)", alice.token)
            #expect(mine["trusts"].array?.count == 1 && mine["trusts"].array?.first?["roles"] == nil)
            #expect(try await cloud.call(.get, "\(path)?trustee_user_id=\(alice.user)", alice.token)["trusts"] == [])
            #expect(try await cloud.call(.get, "\(path)?trustor_user_id=\(alice.user)", bob.token).status == 403)
            #expect(try await cloud.call(.delete, "\(path)/\(id)", bob.token).status == 403)
            #expect(try await cloud.call(.delete, "\(path)/\(id)", alice.token).status == 204)
            let gone = try await cloud.call(.get, "\(path)/\(id)", eve.token)
            #expect(gone.status == 404 && gone.message == "Could not find trust: \(id).")
            #expect(try await cloud.call(.delete, "\(path)/\(id)", alice.token).status == 404)
        }
    }

    @Test func whatMayNotBeMade() async throws {
        try await IdentityFixture.run(.sqlite) { cloud in
            let alice = try await cloud.person("alice")
            let bob = try await cloud.person("bob")
            func status(_ token: String?, _ body: JSON) async throws -> Int {
                try await cloud.call(.post, "/v3/OS-TRUST/trusts", token, body).status
            }
            #expect(try await status(nil, Self.body(alice, bob)) == 401)
            #expect(try await status(bob.token, Self.body(alice, bob)) == 403)
            #expect(try await status(cloud.admin, Self.body(alice, bob)) == 403)
            #expect(try await status(alice.token, Self.body(alice, bob, role: "admin")) == 404)
            #expect(try await status(alice.token, Self.body(alice, bob, role: "nothing")) == 404)
            let cases: [([String: JSON], Int)] = [
                (["roles": []], 403), (["trustee_user_id": "nobody"], 404), (["project_id": "nothing"], 404),
                (["project_id": .string(bob.project)], 404), (["expires_at": "bad.123Z"], 400),
                (["expires_at": "2001-01-01T00:00:00Z"], 400), (["remaining_uses": 0], 400),
                (["remaining_uses": "3"], 400), (["impersonation": "yes"], 400), (["roles": [["x": "y"]]], 400),
                (["roles": [[:]]], 400), (["allow_redelegation": true, "remaining_uses": 3], 400),
                (["allow_redelegation": true, "redelegation_count": 4], 403), (["redelegation_count": -1], 400),
                (["trustor_user_id": "a\0b"], 403), (["trustee_user_id": 7], 400), (["project_id": .null], 404),
            ]
            for (more, wanted) in cases {
                #expect(try await status(alice.token, Self.body(alice, bob, more)) == wanted, "\(more)")
            }
            #expect(try await status(alice.token, ["trust": [:]]) == 400)
            #expect(try await cloud.call(.get, "/v3/OS-TRUST/trusts", cloud.admin)["trusts"] == [])
        }
    }

    @Test(arguments: TestEngine.available) func tokens(_ engine: TestEngine) async throws {
        try await IdentityFixture.run(engine) { cloud in
            let alice = try await cloud.person("alice")
            let bob = try await cloud.person("bob")
            _ = try await cloud.person("eve")
            let trust = try await Self.make(cloud, alice, bob)
            let signed = try await Self.use(cloud, trust, "bob")
            #expect(signed.status == 201)
            let token = signed["token"]
            #expect(token["user"]?["id"] == .string(alice.user) && token["user"]?["name"] == "alice")
            #expect(token["project"]?["id"] == .string(alice.project))
            #expect(token["roles"]?.array?.compactMap { $0["name"]?.string } == ["member", "reader"])
            #expect(
                token["OS-TRUST:trust"] == [
                    "id": .string(trust), "impersonation": true, "trustor_user": ["id": .string(alice.user)],
                    "trustee_user": ["id": .string(bob.user)],
                ])
            let text = signed.headers[.subjectToken] ?? ""
            let seen = try await cloud.call(.get, "/v3/auth/tokens", cloud.admin, subject: text)["token"]
            #expect(seen["OS-TRUST:trust"] == token["OS-TRUST:trust"])
            let lasting = try await cloud.call(
                .post, "/v3/users/\(alice.user)/application_credentials", text,
                ["application_credential": ["name": "lasting"]])
            #expect(lasting.status == 403)
            let own = try await Self.use(cloud, Self.make(cloud, alice, bob, ["impersonation": false]), "bob")["token"]
            #expect(own["user"]?["id"] == .string(bob.user) && own["project"]?["id"] == .string(alice.project))
            // Neither another user, nor the trust's own token, nor another scope.
            #expect(try await Self.use(cloud, trust, "alice").status == 403)
            #expect(try await Self.use(cloud, trust, "eve").status == 403)
            #expect(try await Self.use(cloud, "nothing", "bob").status == 401)
            for scope: JSON in [
                "unscoped", ["project": ["id": .string(alice.project)]], ["OS-TRUST:trust": ["id": .string(trust)]],
            ] {
                let again = try await cloud.call(
                    .post, "/v3/auth/tokens", nil,
                    [
                        "auth": [
                            "identity": ["methods": ["token"], "token": ["id": .string(text)]], "scope": scope,
                        ]
                    ])
                #expect(again.status == 403)
            }
            for scope: JSON in [["OS-TRUST:trust": [:]], ["OS-TRUST:trust": ["id": 5]], ["OS-TRUST:trust": "x"]] {
                #expect(try await cloud.signIn("bob", IdentityFixture.planted, scope: scope).status == 400)
            }
            let both: JSON = ["OS-TRUST:trust": ["id": .string(trust)], "project": ["id": .string(alice.project)]]
            #expect(try await cloud.signIn("bob", IdentityFixture.planted, scope: both).status == 400)
        }
    }

    /// What voids a trust's tokens, each at once.
    @Test(arguments: TestEngine.available) func lossOfForce(_ engine: TestEngine) async throws {
        try await IdentityFixture.run(engine) { cloud in
            let member = try await cloud.roleID("member")
            let changes: [(Person, Person, String) async throws -> Int] = [
                { alice, _, trust in
                    try await cloud.call(.delete, "/v3/OS-TRUST/trusts/\(trust)", alice.token).status
                },
                { alice, _, _ in
                    try await cloud.call(
                        .delete, "/v3/projects/\(alice.project)/users/\(alice.user)/roles/\(member)", cloud.admin
                    ).status
                },
                { alice, _, _ in
                    try await cloud.call(.patch, "/v3/users/\(alice.user)", cloud.admin, ["user": ["enabled": false]])
                        .status
                },
                { _, bob, _ in
                    try await cloud.call(.patch, "/v3/users/\(bob.user)", cloud.admin, ["user": ["enabled": false]])
                        .status
                },
                { _, bob, _ in
                    try await cloud.call(
                        .post, "/v3/users/\(bob.user)/password", nil,
                        ["user": ["original_password": .string(IdentityFixture.planted), "password": "other"]]
                    ).status
                },
                { alice, _, _ in try await cloud.call(.delete, "/v3/users/\(alice.user)", cloud.admin).status },
                { _, bob, _ in try await cloud.call(.delete, "/v3/users/\(bob.user)", cloud.admin).status },
                { alice, _, _ in try await cloud.call(.delete, "/v3/projects/\(alice.project)", cloud.admin).status },
            ]
            for (index, change) in changes.enumerated() {
                let alice = try await cloud.person("alice\(index)")
                let bob = try await cloud.person("bob\(index)")
                // Without impersonation, so that the trustor's fate is not that of the token's own user.
                let trust = try await Self.make(cloud, alice, bob, ["impersonation": .bool(index % 2 == 0)])
                let token = try await Self.use(cloud, trust, "bob\(index)").headers[.subjectToken] ?? ""
                #expect(try await cloud.call(.get, "/v3/auth/projects", token).status == 200)
                #expect([200, 204].contains(try await change(alice, bob, trust)))
                #expect(try await cloud.call(.get, "/v3/auth/projects", token).status == 401, "change \(index)")
                let again = try await Self.use(cloud, trust, "bob\(index)").status
                #expect([401, 403].contains(again) == true, "change \(index): \(again)")
            }
        }
    }

    /// A trust for no project lends the name alone.
    @Test func withoutAProject() async throws {
        try await IdentityFixture.run(.sqlite) { cloud in
            let alice = try await cloud.person("alice")
            let bob = try await cloud.person("bob")
            let trust = try await Self.make(cloud, alice, bob, ["project_id": .null, "roles": []])
            let signed = try await Self.use(cloud, trust, "bob")
            #expect(signed.status == 201 && signed["token"]["user"]?["id"] == .string(alice.user))
            #expect(signed["token"]["project"] == nil && signed["token"]["roles"] == nil)
            #expect(signed["token"]["OS-TRUST:trust"]?["id"] == .string(trust))
        }
    }

    @Test func expiry() async throws {
        try await IdentityFixture.run(.sqlite) { cloud in
            let alice = try await cloud.person("alice")
            let bob = try await cloud.person("bob")
            let end = (CloudClock.system.now + .seconds(600)).text(.microseconds)
            let trust = try await Self.make(cloud, alice, bob, ["expires_at": .string(end)])
            let signed = try await Self.use(cloud, trust, "bob")
            #expect(signed["token"]["expires_at"] == .string(end))
            let token = signed.headers[.subjectToken] ?? ""
            #expect(try await cloud.call(.get, "/v3/auth/projects", token).status == 200)
            cloud.ahead.withLock { $0 = .seconds(601) }
            #expect(try await cloud.call(.get, "/v3/auth/projects", token).status == 401)
            #expect(try await Self.use(cloud, trust, "bob").status == 401)
            #expect(try await cloud.call(.get, "/v3/OS-TRUST/trusts/\(trust)", alice.token).status == 404)
        }
    }

    /// Five uses, asked for by twelve at once: five tokens, and they hold on when the trust is used up.
    @Test(arguments: TestEngine.available) func uses(_ engine: TestEngine) async throws {
        try await IdentityFixture.run(engine) { cloud in
            let alice = try await cloud.person("alice")
            let bob = try await cloud.person("bob")
            let trust = try await Self.make(cloud, alice, bob, ["remaining_uses": 5])
            let answers = try await withThrowingTaskGroup(of: IdentityFixture.Answer.self) { group in
                for _ in 0..<12 { group.addTask { try await Self.use(cloud, trust, "bob") } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(answers.count { $0.status == 201 } == 5)
            #expect(answers.count { $0.status == 401 } == 7)
            for answer in answers where answer.status == 201 {
                #expect(
                    try await cloud.call(.get, "/v3/auth/projects", answer.headers[.subjectToken]).status == 200)
            }
            #expect(try await cloud.call(.get, "/v3/OS-TRUST/trusts/\(trust)", alice.token).status == 404)
            // A refused request costs no use.
            let second = try await Self.make(cloud, alice, bob, ["remaining_uses": 1])
            #expect(try await Self.use(cloud, second, "alice").status == 403)
            let left = try await cloud.call(.get, "/v3/OS-TRUST/trusts/\(second)", alice.token)
            #expect(left["trust"]["remaining_uses"] == 1)
        }
    }
}
