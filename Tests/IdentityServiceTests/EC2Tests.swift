import CloudCore
import CloudHTTP
import CloudJSON
import HTTPTypes
import TestKit
import Testing

@testable import IdentityService

@Suite struct EC2Tests {
    /// Moves the cloud's clock to when the vectors were signed, and signs in anew.
    private func atTheVectors(_ cloud: IdentityFixture, _ later: Duration = .zero) async throws -> String {
        let signed = try #require(Timestamp(SignatureVectors.moment))
        cloud.ahead.withLock { $0 = (signed + later) - CloudClock.system.now }
        return try await cloud.token("compute", "compute-secret", scope: ["project": Self.serviceProject])
    }

    private static let serviceProject: JSON = ["name": "service", "domain": ["id": "default"]]

    /// The vectors' key for a new user.
    private func key(_ cloud: IdentityFixture) async throws -> (user: String, project: String, token: String) {
        let person = try await cloud.person("alice")
        let blob: JSON = ["access": .string(SignatureVectors.access), "secret": .string(SignatureVectors.secret)]
        _ = try await cloud.create(
            "credentials", "credential",
            [
                "user_id": .string(person.user), "project_id": .string(person.project), "type": "ec2",
                "blob": .string(blob.text),
            ])
        return person
    }

    /// An application credential for readers, and a token of it.
    private func credential(
        _ cloud: IdentityFixture, _ who: (user: String, project: String, token: String), unrestricted: Bool
    ) async throws -> (id: String, token: String) {
        let members: JSON = [
            "name": unrestricted ? "free" : "restricted", "secret": "s", "unrestricted": .bool(unrestricted),
            "roles": [["name": unrestricted ? "member" : "reader"]],
        ]
        let made = try await cloud.call(
            .post, "/v3/users/\(who.user)/application_credentials", who.token, ["application_credential": members])
        let shown: JSON = ["id": made["application_credential"]["id"] ?? .null, "secret": "s"]
        let identity: JSON = ["methods": ["application_credential"], "application_credential": shown]
        let answer = try await cloud.call(.post, "/v3/auth/tokens", nil, ["auth": ["identity": identity]])
        return (shown["id"]?.string ?? "", answer.headers[.subjectToken] ?? "")
    }

    @Test(arguments: TestEngine.available) func keys(_ engine: TestEngine) async throws {
        try await IdentityFixture.run(engine) { cloud in
            let alice = try await cloud.person("alice")
            let bob = try await cloud.person("bob")
            let path = "/v3/users/\(alice.user)/credentials/OS-EC2"
            let wanted: JSON = ["tenant_id": .string(alice.project)]
            let created = try await cloud.call(.post, path, alice.token, wanted)
            #expect(created.status == 201 && created["credential"]["tenant_id"] == .string(alice.project))
            #expect(created["credential"]["trust_id"] == .null)
            let access = try #require(created["credential"]["access"]?.string)
            #expect(created["credential"]["secret"]?.string?.count == 32)
            #expect(try await cloud.call(.post, path, cloud.admin, wanted).status == 201)
            #expect(try await cloud.call(.post, path, bob.token, wanted).status == 403)
            #expect(try await cloud.call(.post, path, alice.token, [:]).status == 400)
            #expect(try await cloud.call(.post, path, alice.token, ["tenant_id": "none"]).status == 404)
            #expect(try await cloud.call(.get, path, alice.token)["credentials"].array?.count == 2)
            #expect(try await cloud.call(.get, path, bob.token).status == 403)
            let one = path + "/" + access
            #expect(try await cloud.call(.get, one, alice.token)["credential"] == created["credential"])
            #expect(try await cloud.call(.get, one, bob.token).status == 403)
            #expect(try await cloud.call(.get, path + "/none", cloud.admin).status == 404)
            #expect(
                try await cloud.call(.get, "/v3/users/\(bob.user)/credentials/OS-EC2/\(access)", cloud.admin).status
                    == 404)
            let all = try await cloud.call(.get, "/v3/credentials?type=ec2", alice.token)["credentials"].array
            #expect(all?.count == 2)
            #expect(try await cloud.call(.delete, one, bob.token).status == 403)
            #expect(try await cloud.call(.delete, one, alice.token).status == 204)
            #expect(try await cloud.call(.delete, one, cloud.admin).status == 404)
            #expect(try await cloud.call(.get, path, alice.token)["credentials"].array?.count == 1)
        }
    }

    @Test(arguments: TestEngine.available) func exchange(_ engine: TestEngine) async throws {
        try await IdentityFixture.run(engine) { cloud in
            let alice = try await key(cloud)
            let service = try await atTheVectors(cloud, .seconds(60))
            var tokens: [String] = []
            for (name, vector) in SignatureVectors.ec2 {
                let answer = try await cloud.call(.post, "/v3/ec2tokens", service, ["credentials": vector])
                #expect(answer.status == 200, "\(name): \(answer.message)")
                #expect(answer["token"]["project"]?["id"] == .string(alice.project))
                #expect(answer["token"]["user"]?["id"] == .string(alice.user))
                #expect(answer["token"]["methods"] == ["ec2credential"])
                #expect(answer["token"]["catalog"]?.array?.isEmpty == false)
                tokens.append(answer.headers[.subjectToken] ?? "")
            }
            for (name, vector) in SignatureVectors.s3 {
                let answer = try await cloud.call(.post, "/v3/s3tokens", service, ["credentials": vector])
                #expect(answer.status == 200, "\(name): \(answer.message)")
                #expect(answer["token"]["project"]?["id"] == .string(alice.project))
                #expect(answer.headers[.subjectToken] == nil)
            }
            // Other services take the token; identity itself does not.
            let token = try #require(tokens.first)
            let seen = try await cloud.call(.get, "/v3/auth/tokens", service, subject: token)
            #expect(seen.status == 200 && seen["token"]["methods"] == ["ec2credential"])
            #expect(try await cloud.call(.get, "/v3/auth/projects", token).status == 403)
            #expect(try await cloud.call(.get, "/v3/users/\(alice.user)", token).status == 403)
            let rescope: JSON = ["identity": ["methods": ["token"], "token": ["id": .string(token)]]]
            #expect(try await cloud.call(.post, "/v3/auth/tokens", nil, ["auth": rescope]).status == 403)
            let direct: JSON = ["identity": ["methods": ["ec2credential"], "ec2credential": [:]]]
            #expect(try await cloud.call(.post, "/v3/auth/tokens", nil, ["auth": direct]).status == 401)
        }
    }

    /// Only services and administrators may ask (CVE-2025-65073), and only for what was signed just now.
    @Test func ofWhoWasAwayTooLong() async throws {
        let settings = ["identity.security_compliance.disable_user_account_days_inactive": "5"]
        try await IdentityFixture.run(.sqlite, settings: settings) { cloud in
            let signed = try #require(Timestamp(SignatureVectors.moment))
            cloud.ahead.withLock { $0 = (signed - .seconds(6 * 86400)) - CloudClock.system.now }
            let alice = try await key(cloud)
            let service = try await atTheVectors(cloud)
            let vector = try #require(SignatureVectors.ec2["v4"])
            #expect(try await cloud.call(.post, "/v3/ec2tokens", service, ["credentials": vector]).status == 401)
            let on: JSON = ["user": ["enabled": true]]
            #expect(try await cloud.call(.patch, "/v3/users/\(alice.user)", cloud.admin, on).status == 200)
            #expect(try await cloud.call(.post, "/v3/ec2tokens", service, ["credentials": vector]).status == 200)
        }
    }

    @Test(arguments: TestEngine.available) func refusals(_ engine: TestEngine) async throws {
        try await IdentityFixture.run(engine) { cloud in
            let alice = try await key(cloud)
            let vector = try #require(SignatureVectors.ec2["v4"])
            let s3 = try #require(SignatureVectors.s3["s3v4"])
            let early = try await atTheVectors(cloud, .seconds(-1000))
            #expect(try await cloud.call(.post, "/v3/ec2tokens", early, ["credentials": vector]).status == 401)
            let late = try await atTheVectors(cloud, .seconds(1000))
            #expect(try await cloud.call(.post, "/v3/ec2tokens", late, ["credentials": vector]).status == 401)
            let service = try await atTheVectors(cloud)
            let member = try await cloud.token("alice", IdentityFixture.planted, project: alice.project)
            for (path, shown) in [("/v3/ec2tokens", vector), ("/v3/s3tokens", s3)] {
                #expect(try await cloud.call(.post, path, nil, ["credentials": shown]).status == 401)
                #expect(try await cloud.call(.post, path, member, ["credentials": shown]).status == 403)
                #expect(try await cloud.call(.get, path, service).status == 405)
                #expect(try await cloud.call(.post, path, service, [:]).status == 400)
                #expect(try await cloud.call(.post, path, service).status == 400)
                #expect(try await cloud.call(.post, path, service, ["credentials": [1]]).status == 401)
                var other = shown.object ?? [:]
                other["access"] = "unknown"
                let unknown = try await cloud.call(.post, path, service, ["credentials": .object(other)])
                #expect(unknown.status == 404 && unknown.message == "EC2 access key not found.")
                for member in ["signature", "path", "token", "body_hash"] where shown[member] != nil {
                    var wrong = shown.object ?? [:]
                    wrong[member] = "bm90IHRoZSBzYW1l"
                    let answer = try await cloud.call(.post, path, service, ["credentials": .object(wrong)])
                    #expect(answer.status == 401, "\(path) \(member)")
                    #expect(answer.message == "The request you have made requires authentication.")
                    wrong[member] = .integer(5)
                    #expect(try await cloud.call(.post, path, service, ["credentials": .object(wrong)]).status < 500)
                }
            }
            #expect(try await cloud.call(.post, "/v3/ec2tokens", service, ["ec2Credentials": vector]).status == 200)
            let member1 = try await cloud.roleID("member")
            let grant = "/v3/projects/\(alice.project)/users/\(alice.user)/roles/\(member1)"
            let admin = try await cloud.token("admin", IdentityFixture.password, project: cloud.outcome.adminProjectID)
            #expect(try await cloud.call(.delete, grant, admin).status == 204)
            #expect(try await cloud.call(.post, "/v3/ec2tokens", service, ["credentials": vector]).status == 401)
        }
    }

    /// Keys made through an application credential hang on it (CVE-2020-12689, CVE-2026-33551).
    @Test(arguments: TestEngine.available) func keysOfApplicationCredentials(_ engine: TestEngine) async throws {
        try await IdentityFixture.run(engine) { cloud in
            let service = try await atTheVectors(cloud)
            let alice = try await cloud.person("alice", role: "admin")
            let restricted = try await credential(cloud, alice, unrestricted: false)
            let path = "/v3/users/\(alice.user)/credentials/OS-EC2"
            let own = try await cloud.call(.post, path, alice.token, ["tenant_id": .string(alice.project)])
            let access = own["credential"]["access"]?.string ?? ""
            #expect(
                try await cloud.call(.post, path, restricted.token, ["tenant_id": .string(alice.project)]).status == 403
            )
            for method in [HTTPRequest.Method.get, .delete] {
                #expect(try await cloud.call(method, "\(path)/\(access)", restricted.token).status == 403)
            }
            let blob: JSON = ["access": .string(SignatureVectors.access), "secret": .string(SignatureVectors.secret)]
            let members: [String: JSON] = [
                "user_id": .string(alice.user), "project_id": .string(alice.project), "type": "ec2",
                "blob": .string(blob.text),
            ]
            let made = try await cloud.call(
                .post, "/v3/credentials", restricted.token, ["credential": .object(members)])
            #expect(made.status == 201)
            let stored = try JSON(parsing: made["credential"]["blob"]?.string ?? "")
            #expect(stored["app_cred_id"] == .string(restricted.id))
            let seen = try await cloud.call(.get, "/v3/credentials", restricted.token)["credentials"].array
            #expect(seen?.compactMap { $0["id"] } == [made["credential"]["id"] ?? .null])
            var secret = members
            secret["type"] = "totp"
            #expect(
                try await cloud.call(.post, "/v3/credentials", restricted.token, ["credential": .object(secret)]).status
                    == 403)
            let vector = try #require(SignatureVectors.ec2["v2"])
            let token = try await cloud.call(.post, "/v3/ec2tokens", service, ["credentials": vector])
            #expect(token.status == 200)
            #expect(token["token"]["roles"]?.array?.compactMap { $0["name"]?.string } == ["reader"])
            #expect(token["token"]["application_credential"]?["id"] == .string(restricted.id))
            let gone = "/v3/users/\(alice.user)/application_credentials/\(restricted.id)"
            #expect(try await cloud.call(.delete, gone, alice.token).status == 204)
            #expect(try await cloud.call(.post, "/v3/ec2tokens", service, ["credentials": vector]).status == 401)
            let free = try await credential(cloud, alice, unrestricted: true)
            // Even a free one does not see what would give more than it has.
            #expect(try await cloud.call(.get, "\(path)/\(access)", free.token).status == 403)
            #expect(
                try await cloud.call(.post, "/v3/credentials", free.token, ["credential": .object(secret)]).status
                    == 403)
            let lent: JSON = [
                "trust": [
                    "trustor_user_id": .string(alice.user), "trustee_user_id": .string(alice.user),
                    "project_id": .string(alice.project), "impersonation": true, "roles": [["name": "reader"]],
                ]
            ]
            #expect(try await cloud.call(.post, "/v3/OS-TRUST/trusts", free.token, lent).status == 403)
            #expect(try await cloud.call(.post, "/v3/OS-TRUST/trusts", alice.token, lent).status == 201)
            let bound = try await cloud.call(.post, path, free.token, ["tenant_id": .string(alice.project)])
            #expect(bound.status == 201)
        }
    }

    /// A key made with a trust's token gives tokens of the trust, and ends with it.
    @Test(arguments: TestEngine.available) func keysOfTrusts(_ engine: TestEngine) async throws {
        try await IdentityFixture.run(engine) { cloud in
            let service = try await atTheVectors(cloud)
            let alice = try await cloud.person("alice", role: "member")
            let bob = try await cloud.person("bob")
            let trust = try await cloud.call(
                .post, "/v3/OS-TRUST/trusts", alice.token,
                [
                    "trust": [
                        "trustor_user_id": .string(alice.user), "trustee_user_id": .string(bob.user),
                        "project_id": .string(alice.project), "impersonation": true, "roles": [["name": "reader"]],
                    ]
                ])
            let id = try #require(trust["trust"]["id"]?.string)
            let entrusted = try await cloud.token(
                "bob", IdentityFixture.planted, scope: ["OS-TRUST:trust": ["id": .string(id)]])
            let blob: JSON = ["access": .string(SignatureVectors.access), "secret": .string(SignatureVectors.secret)]
            let members: JSON = [
                "user_id": .string(alice.user), "project_id": .string(alice.project), "type": "ec2",
                "blob": .string(blob.text),
            ]
            let made = try await cloud.call(.post, "/v3/credentials", entrusted, ["credential": members])
            #expect(made.status == 201, "\(made.message)")
            let vector = try #require(SignatureVectors.ec2["v4"])
            let answer = try await cloud.call(.post, "/v3/ec2tokens", service, ["credentials": vector])
            #expect(answer.status == 200, "\(answer.message)")
            #expect(answer["token"]["OS-TRUST:trust"]?["id"] == .string(id))
            #expect(answer["token"]["user"]?["id"] == .string(alice.user))
            #expect(answer["token"]["roles"]?.array?.compactMap { $0["name"]?.string } == ["reader"])
            #expect(try await cloud.call(.delete, "/v3/OS-TRUST/trusts/\(id)", alice.token).status == 204)
            #expect(try await cloud.call(.post, "/v3/ec2tokens", service, ["credentials": vector]).status == 401)
        }
    }
}
