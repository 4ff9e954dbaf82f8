import CloudCore
import CloudHTTP
import CloudJSON
import CloudService
import HTTPTypes
import TestKit
import Testing

@testable import IdentityService

/// Each write of the route table tells what the table says, and nothing when it is refused.
@Suite struct NoticeTests {
    /// Whom operations are asked as: the first of them who may.
    private static let callers = ["project-admin", "system-admin", "domain-admin", "project-member", "none"]

    private static let writes: Set<HTTPRequest.Method> = [.post, .put, .patch, .delete]

    @Test func everyWriteOfTheRouteTableIsListed() async throws {
        let table = try NoticeTable()
        try await IdentityFixture.run(.sqlite) { cloud in
            let routes = cloud.role.parts.apis[0].routes.filter { Self.writes.contains($0.method) }
            let operations = Set(routes.map { "\($0.method.rawValue) \($0.path)" })
            #expect(operations.subtracting(table.events.keys).sorted() == [])
            #expect(Set(table.events.keys).subtracting(operations).filter { !$0.contains("$") }.sorted() == [])
            let tested = Set(try PermissionTable().rows.map(\.operation)).union(Self.apart)
            #expect(table.telling.filter { !$0.contains("$") && !tested.contains($0) }.sorted() == [])
        }
    }

    @Test(.timeLimit(.minutes(3)), arguments: TestEngine.available)
    func everyWriteTellsWhatItShould(_ engine: TestEngine) async throws {
        let (table, permissions) = (try NoticeTable(), try PermissionTable())
        try await IdentityFixture.run(engine, settings: IdentityFixture.listening) { fixture in
            var cloud = try await PermissionCloud(fixture, Self.callers)
            var done: Set<String> = []
            for row in permissions.rows where table.events[row.operation] != nil {
                let may = Dictionary(zip(permissions.personas, row.cells), uniquingKeysWith: { $1 })
                guard let name = Self.callers.first(where: { ["y", "f"].contains(may[$0]) }),
                    let persona = cloud.personas[name]
                else { continue }
                for step in row.before { try await cloud.prepare(step, for: persona) }
                _ = try await fixture.heard()
                let answer = try await cloud.ask(row, as: persona)
                #expect((200..<300).contains(answer.status), "\(row) as \(name): \(answer.message)")
                let wanted = table.events["\(row.method) \(row.request)"] ?? table.events[row.operation] ?? []
                let heard = try await fixture.heard()
                #expect(heard.map(\.eventType) == wanted, "\(row) as \(name)")
                for each in heard { Self.check(each, "\(row)", as: persona.token == nil ? nil : persona.userID) }
                done.insert(row.operation)
            }
            #expect(table.telling.filter { !$0.contains("$") }.subtracting(done).subtracting(Self.apart).sorted() == [])
        }
    }

    @Test(.timeLimit(.minutes(3)))
    func whatIsRefusedTellsNothing() async throws {
        let (table, permissions) = (try NoticeTable(), try PermissionTable())
        try await IdentityFixture.run(.sqlite, settings: IdentityFixture.listening) { fixture in
            let names = ["project-other", "none"]
            var cloud = try await PermissionCloud(fixture, names)
            for row in permissions.rows where !(table.events[row.operation] ?? []).isEmpty {
                for (name, cell) in zip(permissions.personas, row.cells) where names.contains(name) {
                    guard ["n", "-"].contains(cell), let persona = cloud.personas[name] else { continue }
                    _ = try await fixture.heard()
                    let answer = try await cloud.ask(row, as: persona)
                    #expect(answer.status >= 400, "\(row) as \(name)")
                    #expect(try await fixture.heard().map(\.eventType) == [], "\(row) as \(name)")
                }
            }
            // Allowed, but in conflict with what is there: rolled back.
            _ = try await fixture.heard()
            for (path, body): (String, JSON) in [
                ("users", ["user": ["name": "admin", "password": "x"]]), ("roles", ["role": ["name": "admin"]]),
                ("projects", ["project": ["name": "admin"]]),
            ] {
                #expect(try await fixture.call(.post, "/v3/" + path, fixture.admin, body).status == 409)
            }
            #expect(try await fixture.heard().map(\.eventType) == [])
        }
    }

    /// What is true of each message.
    private static func check(_ heard: Heard, _ what: String, as userID: String?) {
        #expect(heard.message["publisher_id"] == "identity.test", "\(what)")
        #expect(heard["typeURI"] == "http://schemas.dmtf.org/cloud/audit/1.0/event", "\(what)")
        #expect(heard["eventType"] == "activity" && heard["outcome"] == "success", "\(what)")
        #expect(heard["observer"]["typeURI"] == "service/security", "\(what)")
        for name in ["initiator", "target", "observer"] {
            #expect(Identifier.isUUIDLike(heard[name]["id"]?.string ?? "") || name == "target", "\(what): \(name)")
        }
        #expect(heard["initiator"]["request_id"]?.string?.hasPrefix("req-") == true, "\(what)")
        if let userID, heard.eventType != "identity.authenticate", !what.contains("/password") {
            #expect(heard["initiator"]["user_id"] == .string(userID), "\(what)")
        }
        for secret in [IdentityFixture.planted, IdentityFixture.password, "gAAAA"] {
            #expect(!heard.text.contains(secret), "\(what) tells a secret")
        }
    }

    /// Operations that take more than one request to come about; `theRestTellsToo` does them.
    private static let apart: Set<String> = [
        "POST /v3/OS-TRUST/trusts", "DELETE /v3/OS-TRUST/trusts/{trust_id}",
        "POST /v3/users/{user_id}/credentials/OS-EC2", "DELETE /v3/users/{user_id}/credentials/OS-EC2/{access}",
        "DELETE /v3/users/{user_id}/access_rules/{access_rule_id}", "POST /v3/OS-OAUTH1/request_token",
        "POST /v3/OS-OAUTH1/access_token", "DELETE /v3/users/{user_id}/OS-OAUTH1/access_tokens/{access_token_id}",
        "POST /v3/OS-OAUTH2/token",
        "POST /v3/OS-FEDERATION/identity_providers/{idp_id}/protocols/{protocol_id}/auth",
        "POST /v3/auth/OS-FEDERATION/identity_providers/{idp_id}/protocols/{protocol_id}/websso",
        "POST /v3/auth/OS-FEDERATION/websso/{protocol_id}",
    ]

    @Test(arguments: TestEngine.available) func theRestTellsToo(_ engine: TestEngine) async throws {
        let table = try NoticeTable()
        try await IdentityFixture.run(engine, settings: IdentityFixture.listening) { cloud in
            func tells(_ operation: String) async throws {
                #expect(try await cloud.heard().map(\.eventType) == table.events[operation], "\(operation)")
            }
            let (alice, bob) = (try await cloud.person("alice"), try await cloud.person("bob"))
            _ = try await cloud.heard()
            let trust = try await TrustTests.make(cloud, alice, bob)
            try await tells("POST /v3/OS-TRUST/trusts")
            _ = try await cloud.call(.delete, "/v3/OS-TRUST/trusts/\(trust)", alice.token)
            try await tells("DELETE /v3/OS-TRUST/trusts/{trust_id}")

            let keys = "/v3/users/\(alice.user)/credentials/OS-EC2"
            let key = try await cloud.call(.post, keys, alice.token, ["tenant_id": .string(alice.project)])
            try await tells("POST /v3/users/{user_id}/credentials/OS-EC2")
            _ = try await cloud.call(
                .delete, "\(keys)/\(key["credential"]["access"]?.string ?? "")", alice.token)
            try await tells("DELETE /v3/users/{user_id}/credentials/OS-EC2/{access}")

            let path = "/v3/users/\(alice.user)"
            let made = try await cloud.call(
                .post, path + "/application_credentials", alice.token,
                [
                    "application_credential": [
                        "name": "ci", "secret": "planted-Secret-0816",
                        "access_rules": [["service": "compute", "method": "GET", "path": "/v2.1/servers"]],
                    ]
                ])
            let credential = made["application_credential"]
            _ = try await cloud.heard()
            _ = try await OAuth2Tests.send(
                cloud, .post, "/v3/OS-OAUTH2/token", "grant_type=client_credentials",
                OAuth2Tests.basic(credential["id"]?.string ?? "", "planted-Secret-0816"))
            try await tells("POST /v3/OS-OAUTH2/token")
            _ = try await cloud.call(
                .delete, "\(path)/application_credentials/\(credential["id"]?.string ?? "")", alice.token)
            _ = try await cloud.heard()
            let rule = credential["access_rules"]?.array?.first?["id"]?.string ?? ""
            _ = try await cloud.call(.delete, "\(path)/access_rules/\(rule)", alice.token)
            try await tells("DELETE /v3/users/{user_id}/access_rules/{access_rule_id}")

            let consumer = try await OAuth1Tests.consumer(cloud)
            _ = try await cloud.heard()
            let asked = try await OAuth1Tests.ask(cloud, consumer, cloud.outcome.adminProjectID)
            try await tells("POST /v3/OS-OAUTH1/request_token")
            let agreed = try await OAuth1Tests.agree(cloud, asked, "member", cloud.admin)
            try await tells("PUT /v3/OS-OAUTH1/authorize/{request_token_id}")
            let verifier = agreed["token"]["oauth_verifier"]?.string ?? ""
            let given = try await OAuth1Tests.signed(
                cloud, "/v3/OS-OAUTH1/access_token", consumer, asked, ["oauth_verifier": verifier])
            try await tells("POST /v3/OS-OAUTH1/access_token")
            let access = try OAuth1Tests.key(given.text)
            let tokens = "/v3/users/\(cloud.outcome.adminUserID)/OS-OAUTH1/access_tokens"
            _ = try await cloud.call(.delete, "\(tokens)/\(access.id)", cloud.admin)
            try await tells("DELETE /v3/users/{user_id}/OS-OAUTH1/access_tokens/{access_token_id}")
        }
    }

    @Test func whoComesFromOutsideIsToldOf() async throws {
        let table = try NoticeTable()
        try await FederatedCloud.run(.sqlite, settings: IdentityFixture.listening) { federated in
            let cloud = federated.cloud
            _ = try await cloud.heard()
            #expect(try await federated.signIn(try federated.jane()).status == 201)
            let first = try await cloud.heard()
            #expect(first.map(\.eventType) == ["identity.user.created", "identity.authenticate"])
            #expect(try await federated.signIn(try federated.jane()).status == 201)
            let again = try await cloud.heard()
            #expect(
                again.map(\.eventType)
                    == table.events["POST /v3/OS-FEDERATION/identity_providers/{idp_id}/protocols/{protocol_id}/auth"])
            let credential = try #require(again.first)["initiator"]["credential"]
            #expect(credential?["identity_provider"] == "corp")
            #expect(credential?["type"] == "http://docs.oasis-open.org/security/saml/v2.0")
            #expect(credential?["user"] == again.first?["initiator"]["user_id"])
            let provider = "/v3/OS-FEDERATION/mappings/m"
            let rules: JSON = [
                [
                    "local": [["user": ["id": "nobody"], "group": ["id": "none"]]],
                    "remote": [["type": "HTTP_OIDC_SUB"]],
                ]
            ]
            _ = try await cloud.call(.patch, provider, cloud.admin, ["mapping": ["rules": rules]])
            _ = try await cloud.heard()
            #expect(try await federated.signIn(try federated.jane()).status >= 400)
            let failed = try await cloud.heard()
            #expect(failed.map(\.eventType) == ["identity.authenticate"])
            #expect(failed.first?["outcome"] == "failure")
        }
    }
}
