import CloudCore
import CloudHTTP
import CloudJSON
import CloudSQL
import FoundationEssentials
import HTTPTypes
import NIOCore
import TestKit
import Testing

@testable import IdentityService

/// Ways to more power than one was given, each of which must end in a refusal.
@Suite struct EscalationTests {
    private static let project: JSON = ["project": ["name": "admin", "domain": ["id": "default"]]]

    /// Of `admin` on the project `admin`.
    private func credential(_ cloud: IdentityFixture) async throws -> String {
        let made = try await cloud.call(
            .post, "/v3/users/\(cloud.outcome.adminUserID)/application_credentials", cloud.admin,
            ["application_credential": ["name": "c", "secret": "s", "roles": [["name": "admin"]]]])
        let shown: JSON = ["id": made["application_credential"]["id"] ?? .null, "secret": "s"]
        let identity: JSON = ["methods": ["application_credential"], "application_credential": shown]
        let answer = try await cloud.call(.post, "/v3/auth/tokens", nil, ["auth": ["identity": identity]])
        return try #require(answer.headers[.subjectToken])
    }

    /// Keystone's `_check_can_authorize_request_token` and `_block_delegated_token`.
    @Test(arguments: TestEngine.available) func anApplicationCredentialHasNoSayOverOAuth1(
        _ engine: TestEngine
    ) async throws {
        try await IdentityFixture.run(engine) { cloud in
            let lent = try await credential(cloud)
            let consumer = try await OAuth1Tests.consumer(cloud)
            let asked = try await OAuth1Tests.ask(cloud, consumer, cloud.outcome.adminProjectID)
            let agreed = try await OAuth1Tests.agree(cloud, asked, "admin", lent)
            #expect(agreed.status == 403 && agreed.message.contains("issued via delegation"))
            let access = try await OAuth1Tests.access(cloud, consumer)
            let path = "/v3/users/\(cloud.outcome.adminUserID)/OS-OAUTH1/access_tokens"
            for (method, path) in [
                (HTTPRequest.Method.get, path), (.get, "\(path)/\(access.id)"), (.get, "\(path)/\(access.id)/roles"),
                (.delete, "\(path)/\(access.id)"),
            ] {
                #expect(try await cloud.call(method, path, lent).status == 403, "\(method) \(path)")
            }
            #expect(try await cloud.call(.delete, "\(path)/\(access.id)", cloud.admin).status == 204)
        }
    }

    @Test(arguments: TestEngine.available) func anAccessTokenEndsNoTrusts(_ engine: TestEngine) async throws {
        try await IdentityFixture.run(engine) { cloud in
            let consumer = try await OAuth1Tests.consumer(cloud)
            let access = try await OAuth1Tests.access(cloud, consumer)
            let signed = try await OAuth1Tests.signed(
                cloud, "/v3/auth/tokens", consumer, access, body: OAuth1Tests.signIn)
            let lent = try #require(signed.headers[.subjectToken])
            let user = cloud.outcome.adminUserID
            let trust = try await cloud.create(
                "OS-TRUST/trusts", "trust",
                [
                    "trustor_user_id": .string(user), "trustee_user_id": .string(user), "impersonation": false,
                    "project_id": .string(cloud.outcome.adminProjectID), "roles": [["name": "member"]],
                ])
            #expect(try await cloud.call(.delete, "/v3/OS-TRUST/trusts/\(trust)", lent).status == 403)
            #expect(try await cloud.call(.delete, "/v3/OS-TRUST/trusts/\(trust)", cloud.admin).status == 204)
        }
    }

    /// Whoever manages a domain knows the passwords of its users; whom another domain's provider vouches for must not
    /// become one of them.
    @Test(arguments: TestEngine.available) func aManagerLinksUsersToNoForeignProvider(
        _ engine: TestEngine
    ) async throws {
        try await IdentityFixture.run(engine) { cloud in
            let own = try await cloud.create("domains", "domain", ["name": "own"])
            let other = try await cloud.create("domains", "domain", ["name": "other"])
            let manager = try await cloud.create(
                "users", "user",
                ["name": "m", "domain_id": .string(own), "password": .string(IdentityFixture.planted)])
            let role = try await cloud.roleID("manager")
            #expect(
                try await cloud.call(.put, "/v3/domains/\(own)/users/\(manager)/roles/\(role)", cloud.admin).status
                    == 204)
            let federation = "/v3/OS-FEDERATION"
            let mapping: JSON = [
                "rules": [["local": [["user": ["name": "{0}"]]], "remote": [["type": "x"]]]]
            ]
            _ = try await cloud.call(.put, "\(federation)/mappings/map", cloud.admin, ["mapping": mapping])
            for domain in [own, other] {
                let path = "\(federation)/identity_providers/\(domain)"
                _ = try await cloud.call(
                    .put, path, cloud.admin, ["identity_provider": ["domain_id": .string(domain), "enabled": true]])
                _ = try await cloud.call(
                    .put, "\(path)/protocols/openid", cloud.admin, ["protocol": ["mapping_id": "map"]])
            }
            let identity: JSON = [
                "methods": ["password"],
                "password": ["user": ["id": .string(manager), "password": .string(IdentityFixture.planted)]],
            ]
            let signed = try await cloud.call(
                .post, "/v3/auth/tokens", nil,
                ["auth": ["identity": identity, "scope": ["domain": ["id": .string(own)]]]])
            let token = try #require(signed.headers[.subjectToken])
            func link(_ provider: String, _ name: String) -> JSON {
                [["idp_id": .string(provider), "protocols": [["protocol_id": "openid", "unique_id": .string(name)]]]]
            }
            func user(_ name: String, _ federated: JSON) -> JSON {
                ["user": ["name": .string(name), "domain_id": .string(own), "federated": federated]]
            }
            #expect(try await cloud.call(.post, "/v3/users", token, user("a", link(other, "boss"))).status == 403)
            let made = try await cloud.call(.post, "/v3/users", token, user("a", link(own, "boss")))
            #expect(made.status == 201)
            let path = "/v3/users/\(made["user"]["id"]?.string ?? "")"
            #expect(try await cloud.call(.patch, path, token, ["user": ["federated": link(other, "x")]]).status == 403)
            // What an administrator has linked may stay.
            let linked = try await cloud.call(.patch, path, cloud.admin, ["user": ["federated": link(other, "x")]])
            #expect(linked.status == 200)
            let kept: JSON = ["user": ["federated": link(other, "x"), "email": "a@b"]]
            #expect(try await cloud.call(.patch, path, token, kept).status == 200)
        }
    }

    /// A method that takes its time: meanwhile the user's tokens are revoked.
    private struct SlowMethod: AuthMethod {
        let cloud: IdentityFixture
        let user: String
        let name = "password"
        let schema = Schema.any

        func prove(_ shown: JSON) async throws -> Proved {
            let id = user
            let user = try #require(try await cloud.role.store.read { try $0.table(User.self).find(id) })
            let change: JSON = ["user": ["password": "another password"]]
            #expect(try await cloud.call(.patch, "/v3/users/\(user.id)", cloud.admin, change).status == 200)
            return Proved(user: user, methods: .password)
        }
    }

    @Test(arguments: TestEngine.available) func aPasswordThatIsChangedWhileItIsCheckedGivesNoToken(
        _ engine: TestEngine
    ) async throws {
        try await IdentityFixture.run(engine) { cloud in
            let eve = try await cloud.person("eve")
            let actions = TokenActions(cloud.role.base, by: [SlowMethod(cloud: cloud, user: eve.user)])
            let request = TokenRequest(proofs: [.init(method: "password", shown: [:])], scope: .unscoped)
            await #expect(throws: Fault.self) { _ = try await actions.issue(request) }
            // Nor does what was begun with the old password go on as a receipt.
            let rules: JSON = ["user": ["options": ["multi_factor_auth_rules": [["password", "token"]]]]]
            let base = cloud.role.base
            let both = TokenActions(
                base, by: [SlowMethod(cloud: cloud, user: eve.user), TokenMethod(tokens: base.tokens)])
            #expect(try await cloud.call(.patch, "/v3/users/\(eve.user)", cloud.admin, rules).status == 200)
            let missing = await #expect(throws: FactorsMissing.self) { _ = try await both.issue(request) }
            let receipt = try #require(missing?.text)
            let user = try #require(try await cloud.role.store.read { try $0.table(User.self).find(eve.user) })
            await #expect(throws: Fault.self) { _ = try await both.receipts.methods(receipt, of: user) }
        }
    }

    @Test func whatIsTooLargeOrTooMuch() async throws {
        try await IdentityFixture.run(.sqlite) { cloud in
            let large = try await cloud.call(
                .post, "/v3/auth/tokens", nil, ["auth": .string(String(repeating: "a", count: 120_000))])
            #expect(large.status == 413)
            let long = try await cloud.call(
                .post, "/v3/auth/tokens", nil, ["auth": .array(Array(repeating: 1, count: 30_000))])
            #expect(long.status == 400 && long.message.utf8.count < 6000)
            let filters = (0..<3000).map { "name__\($0)=a" }.joined(separator: "&")
            #expect(try await cloud.call(.get, "/v3/projects?\(filters)", cloud.admin).status == 400)
            let tags = (0..<200).map { "t\($0)" }.joined(separator: ",")
            for name in ["tags", "tags-any", "not-tags", "not-tags-any"] {
                #expect(try await cloud.call(.get, "/v3/projects?\(name)=\(tags)", cloud.admin).status == 400)
            }
            let moments = Array(repeating: "password_expires_at=lt:2026-01-01T00:00:00Z", count: 1500)
            let users = "/v3/users?" + moments.joined(separator: "&")
            #expect(try await cloud.call(.get, users, cloud.admin).status == 400)
            let seed: JSON = [
                "type": "totp", "user_id": .string(cloud.outcome.adminUserID),
                "blob": .string(String(repeating: "A", count: 2000)),
            ]
            #expect(try await cloud.call(.post, "/v3/credentials", cloud.admin, ["credential": seed]).status == 400)
            _ = try await cloud.call(.get, "/v3/" + String(repeating: "x", count: 60_000), cloud.admin)
            #expect(cloud.log.withLock { $0.allSatisfy { $0.utf8.count < 3000 } })
        }
    }
}
