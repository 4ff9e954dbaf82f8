import AgentProtocols
import CloudAuth
import CloudCore
import CloudHTTP
import CloudJSON
import CloudMessaging
import CloudSQL
import FoundationEssentials
import HTTPTypes
import TestKit
import Testing

@testable import IdentityService

/// What holds for the whole service: rules, secrets, first rows, application credentials, speed.
@Suite struct HouseholdTests {
    @Test func everyRouteHasARule() async throws {
        try await IdentityFixture.run(.sqlite) { cloud in
            let rules = cloud.role.kit.policy.rules
            for route in cloud.pipeline.api.routes {
                #expect(route.policy == "-" || rules[route.policy] != nil, "\(route.path): \(route.policy)")
                #expect((route.policy == "-") == (route.access == .open), "\(route.path)")
            }
        }
    }

    @Test func secretsAreNowhere() async throws {
        try await IdentityFixture.run(.sqlite) { cloud in
            let person = try await cloud.person("alice")
            _ = try await cloud.signIn("alice", IdentityFixture.planted + "-wrong")
            let change: JSON = [
                "user": [
                    "password": .string(IdentityFixture.planted), "original_password": .string(IdentityFixture.planted),
                ]
            ]
            let changed = try await cloud.call(.patch, "/v3/users/\(person.user)", cloud.admin, change)
            #expect(changed.status == 200 && !changed.body.text.contains(IdentityFixture.planted))
            _ = try await cloud.call(
                .post, "/v3/users", cloud.admin, ["user": ["password": .string(IdentityFixture.planted)]])
            let lines = cloud.log.withLock { $0 }
            #expect(!lines.isEmpty)
            for line in lines {
                #expect(
                    !line.contains(IdentityFixture.planted) && !line.contains(person.token)
                        && !line.contains(cloud.admin))
            }
            guard case .sqlite(let path) = cloud.role.store.database.location else { return }
            for suffix in ["", "-wal"] {
                guard let bytes = FileManager.default.contents(atPath: path + suffix) else { continue }
                for secret in [IdentityFixture.planted, IdentityFixture.password, person.token] {
                    #expect(bytes.firstRange(of: Data(secret.utf8)) == nil)
                }
            }
        }
    }

    @Test(arguments: TestEngine.available) func bootstrapAgain(_ engine: TestEngine) async throws {
        try await IdentityFixture.run(engine) { cloud in
            let again = try await IdentityFixture.bootstrap(port: 6000).run(on: cloud.role)
            #expect(
                again.adminProjectID == cloud.outcome.adminProjectID && again.adminUserID == cloud.outcome.adminUserID)
            let endpoints = try await cloud.call(.get, "/v3/endpoints", cloud.admin)["endpoints"].array ?? []
            #expect(endpoints.count == 9)
            #expect(endpoints.allSatisfy { $0["url"]?.string?.contains(":6000/") == true })
            #expect(try await cloud.call(.get, "/v3/services", cloud.admin)["services"].array?.count == 3)
            let service = try await cloud.token("compute", "compute-secret", project: cloud.outcome.serviceProjectID)
            let seen = try await cloud.call(.get, "/v3/auth/tokens", service, subject: cloud.admin)
            #expect(seen.status == 200)
            let own = try await cloud.call(.get, "/v3/auth/tokens", service, subject: service)
            #expect(own["token"]["roles"]?.array?.contains { $0["name"] == "service" } == true)
        }
    }

    @Test(arguments: TestEngine.available) func applicationCredentials(_ engine: TestEngine) async throws {
        try await IdentityFixture.run(engine) { cloud in
            let person = try await cloud.person("alice")
            let path = "/v3/users/\(person.user)/application_credentials"
            let body: JSON = ["application_credential": ["name": "ci", "roles": [["name": "reader"]]]]
            #expect(try await cloud.call(.post, path, cloud.admin, body).status == 403)
            let made = try await cloud.call(.post, path, person.token, body)
            #expect(made.status == 201)
            #expect(try await cloud.call(.post, path, person.token, body).status == 409)
            let id = made["application_credential"]["id"]?.string ?? ""
            let secret = made["application_credential"]["secret"]?.string ?? ""
            func signIn(_ secret: String) async throws -> IdentityFixture.Answer {
                try await cloud.call(
                    .post, "/v3/auth/tokens", nil,
                    [
                        "auth": [
                            "identity": [
                                "methods": ["application_credential"],
                                "application_credential": ["id": .string(id), "secret": .string(secret)],
                            ]
                        ]
                    ])
            }
            #expect(try await signIn("wrong").status == 401)
            let signed = try await signIn(secret)
            #expect(signed.status == 201 && signed["token"]["project"]?["id"] == .string(person.project))
            #expect(signed["token"]["roles"]?.array?.compactMap { $0["name"]?.string } == ["reader"])
            let token = signed.headers[.subjectToken] ?? ""
            #expect(try await cloud.call(.post, path, token, body).status == 403)
            #expect(try await cloud.call(.get, path, person.token)["application_credentials"].array?.count == 1)
            let shown = try await cloud.call(.get, path + "/" + id, person.token)["application_credential"]
            #expect(shown["name"] == "ci" && shown["secret"] == nil)
            #expect(try await cloud.call(.delete, path + "/" + id, person.token).status == 204)
            #expect(try await cloud.call(.get, "/v3/auth/projects", token).status == 401)
        }
    }

    @Test func othersHearOfRevocations() async throws {
        try await IdentityFixture.run(.sqlite) { cloud in
            let heard = LockedValue<[TokensRevoked]>([])
            let reception = Reception.on(TokensRevoked.self) { message, _ in heard.withLock { $0.append(message) } }
            try await cloud.role.store.bus.subscribe(TokensRevoked.topic, [reception], concurrency: 1)
            let person = try await cloud.person("alice")
            #expect(try await cloud.call(.delete, "/v3/auth/tokens", person.token, subject: person.token).status == 204)
            #expect(try await cloud.call(.delete, "/v3/users/\(person.user)", cloud.admin).status == 204)
            // Each is sent by a task of its own: which comes first is chance.
            try await eventually {
                heard.withLock { $0.contains { $0.auditID != nil } && $0.contains { $0.userID == person.user } }
            }
        }
    }

    @Test func revocationsGoWhenTheyServedTheirTime() async throws {
        try await IdentityFixture.run(.sqlite) { cloud in
            let person = try await cloud.person("alice")
            #expect(try await cloud.call(.delete, "/v3/auth/tokens", cloud.admin, subject: person.token).status == 204)
            #expect(try await cloud.role.store.database.write { try $0.purgeRevocations() } == 0)
            try await cloud.role.store.database.write { connection in
                try connection.execute("UPDATE revocations SET purge_at = purge_at - 100000000000")
            }
            #expect(try await cloud.role.store.database.write { try $0.purgeRevocations() } == 1)
        }
    }

    /// 5,000 validations a second and core are asked of a release build on a machine of its own; here a tenth must do.
}
