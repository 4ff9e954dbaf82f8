import CloudCore
import CloudHTTP
import CloudJSON
import HTTPTypes
import TestKit
import Testing

@testable import IdentityService

/// Trusts that are handed on.
@Suite struct RedelegationTests {
    typealias Person = TrustTests.Person

    /// `who` holds a token of `trust` and hands it on to `next`, in alice's name.
    private func handOn(
        _ cloud: IdentityFixture, _ trust: String, _ alice: Person, _ who: String, to next: Person,
        _ more: [String: JSON] = [:]
    ) async throws -> IdentityFixture.Answer {
        let token = try await TrustTests.use(cloud, trust, who).headers[.subjectToken]
        return try await cloud.call(.post, "/v3/OS-TRUST/trusts", token, TrustTests.body(alice, next, more))
    }

    @Test(arguments: TestEngine.available) func chain(_ engine: TestEngine) async throws {
        try await IdentityFixture.run(engine) { cloud in
            let alice = try await cloud.person("alice")
            let bob = try await cloud.person("bob")
            let carol = try await cloud.person("carol")
            let dave = try await cloud.person("dave")
            let end = "2099-01-01T00:00:00.000000Z"
            let first = try await TrustTests.make(
                cloud, alice, bob, ["allow_redelegation": true, "redelegation_count": 2, "expires_at": .string(end)])
            let second = try await handOn(cloud, first, alice, "bob", to: carol, ["allow_redelegation": true])
            #expect(second.status == 201)
            #expect(second["trust"]["redelegated_trust_id"] == .string(first))
            #expect(second["trust"]["redelegation_count"] == 1 && second["trust"]["expires_at"] == .string(end))
            let secondID = second["trust"]["id"]?.string ?? ""
            let third = try await handOn(cloud, secondID, alice, "carol", to: dave, ["allow_redelegation": true])
            #expect(third.status == 201 && third["trust"]["redelegation_count"] == 0)
            let thirdID = third["trust"]["id"]?.string ?? ""
            let used = try await TrustTests.use(cloud, thirdID, "dave")
            #expect(used.status == 201 && used["token"]["user"]?["id"] == .string(alice.user))
            let fourth = try await handOn(cloud, thirdID, alice, "dave", to: bob)
            #expect(fourth.status == 403)
            #expect(fourth.message == "Remaining redelegation depth of 0 out of allowed range of [0..3]")
            let token = used.headers[.subjectToken]
            #expect(try await cloud.call(.get, "/v3/auth/projects", token).status == 200)
            // Somebody in the middle of the chain may no longer act.
            let carolPath = "/v3/users/\(carol.user)"
            #expect(try await cloud.call(.patch, carolPath, cloud.admin, ["user": ["enabled": false]]).status == 200)
            #expect(try await cloud.call(.get, "/v3/auth/projects", token).status == 401)
            #expect(try await TrustTests.use(cloud, thirdID, "dave").status == 403)
            #expect(try await cloud.call(.patch, carolPath, cloud.admin, ["user": ["enabled": true]]).status == 200)
            #expect(try await TrustTests.use(cloud, thirdID, "dave").status == 201)
            // The first takes all below it along.
            #expect(try await cloud.call(.delete, "/v3/OS-TRUST/trusts/\(first)", alice.token).status == 204)
            for id in [secondID, thirdID] {
                #expect(try await cloud.call(.get, "/v3/OS-TRUST/trusts/\(id)", alice.token).status == 404)
            }
            #expect(try await TrustTests.use(cloud, thirdID, "dave").status == 401)
        }
    }

    @Test func whatMayNotBeHandedOn() async throws {
        try await IdentityFixture.run(.sqlite) { cloud in
            let alice = try await cloud.person("alice", role: "manager")
            let bob = try await cloud.person("bob")
            let carol = try await cloud.person("carol")
            let closed = try await TrustTests.make(cloud, alice, bob)
            #expect(try await handOn(cloud, closed, alice, "bob", to: carol).status == 403)
            let open = try await TrustTests.make(
                cloud, alice, bob, ["allow_redelegation": true, "expires_at": "2099-01-01T00:00:00Z"])
            let cases: [([String: JSON], String)] = [
                (["roles": [["name": "manager"]]], "Some of requested roles are not in redelegated trust"),
                (["expires_at": "2100-01-01T00:00:00Z"], "Requested expiration time is more than"),
                (["remaining_uses": 2], "Field \"remaining_uses\" is set to 2"),
                (["allow_redelegation": true, "redelegation_count": 3], "Modifying \"redelegation_count\""),
            ]
            for (more, message) in cases {
                let answer = try await handOn(cloud, open, alice, "bob", to: carol, more)
                #expect(answer.status == 403 && answer.message.hasPrefix(message), "\(answer.message)")
            }
            // Who does not speak in alice's name cannot make another do so.
            let plain = try await TrustTests.make(
                cloud, alice, bob, ["allow_redelegation": true, "impersonation": false])
            let token = try await TrustTests.use(cloud, plain, "bob").headers[.subjectToken]
            var wanted: [String: JSON] = [
                "trustor_user_id": .string(bob.user), "trustee_user_id": .string(carol.user), "impersonation": true,
                "project_id": .string(alice.project), "roles": [["name": "member"]],
            ]
            let refused = try await cloud.call(.post, "/v3/OS-TRUST/trusts", token, ["trust": .object(wanted)])
            #expect(refused.status == 403 && refused.message.hasPrefix("Impersonation is not allowed"))
            wanted["impersonation"] = false
            let made = try await cloud.call(.post, "/v3/OS-TRUST/trusts", token, ["trust": .object(wanted)])
            #expect(made.status == 201)
            let used = try await TrustTests.use(cloud, made["trust"]["id"]?.string ?? "", "carol")
            #expect(used.status == 201 && used["token"]["user"]?["id"] == .string(carol.user))
            #expect(used["token"]["roles"]?.array?.compactMap { $0["name"]?.string } == ["member", "reader"])
        }
    }
}
