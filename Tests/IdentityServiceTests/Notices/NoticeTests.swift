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
            let rows = try PermissionTable().rows
            let requests = Set(rows.map { "\($0.method) \($0.request)" })
            #expect(Set(table.events.keys).subtracting(operations).subtracting(requests).sorted() == [])
        }
    }

    @Test(.timeLimit(.minutes(3)), arguments: TestEngine.available)
    func everyWriteTellsWhatItShould(_ engine: TestEngine) async throws {
        let (table, permissions) = (try NoticeTable(), try PermissionTable())
        try await PermissionFixture.run(engine, settings: IdentityFixture.listening) { fixture, provider in
            var cloud = try await PermissionCloud(fixture, provider, Self.callers)
            var done: Set<String> = []
            for row in permissions.rows where table.events[row.operation] != nil {
                let may = Dictionary(zip(permissions.personas, row.cells), uniquingKeysWith: { $1 })
                guard let name = Self.callers.first(where: { ["y", "f", "e"].contains(may[$0]) }),
                    let persona = cloud.personas[name]
                else { continue }
                cloud.headers = HTTPFields()
                for step in row.before { try await cloud.prepare(step, for: persona) }
                _ = try await fixture.heard()
                let answer = try await cloud.ask(row, as: persona)
                #expect((200..<300).contains(answer.status), "\(row) as \(name): \(answer.message)")
                let wanted = table.events["\(row.method) \(row.request)"] ?? table.events[row.operation] ?? []
                let heard = try await fixture.heard()
                #expect(heard.map(\.eventType) == wanted, "\(row) as \(name)")
                // What nobody may do without a token is done by the token's user.
                for each in heard { Self.check(each, "\(row)", as: may["none"] == "-" ? persona.userID : nil) }
                if row.before == ["renewing self"] { try await cloud.renew(name) }
                done.insert(row.operation)
            }
            let telling = table.telling.intersection(permissions.rows.map(\.operation))
            #expect(telling.subtracting(done).subtracting(Self.apart).sorted() == [])
        }
    }

    @Test(.timeLimit(.minutes(3)))
    func whatIsRefusedTellsNothing() async throws {
        let (table, permissions) = (try NoticeTable(), try PermissionTable())
        try await PermissionFixture.run(.sqlite, settings: IdentityFixture.listening) { fixture, provider in
            let names = ["project-other", "none"]
            var cloud = try await PermissionCloud(fixture, provider, names)
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
        if let userID {
            #expect(heard["initiator"]["user_id"] == .string(userID), "\(what)")
        }
        for secret in [IdentityFixture.planted, IdentityFixture.password, "gAAAA"] {
            #expect(!heard.text.contains(secret), "\(what) tells a secret")
        }
    }

    /// What a provider must have signed; it comes in where all who come from outside do (`FederatedLogin.prove`).
    private static let apart: Set<String> = ["POST /v3/auth/OS-FEDERATION/saml2/acs"]

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
