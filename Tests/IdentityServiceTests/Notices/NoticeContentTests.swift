import CloudCore
import CloudHTTP
import CloudJSON
import HTTPTypes
import NIOCore
import TestKit
import Testing

@testable import IdentityService

/// What stands in identity's notifications.
@Suite struct NoticeContentTests {
    private static func run(
        _ engine: TestEngine = .sqlite, _ settings: [String: String] = [:],
        _ body: (IdentityFixture) async throws -> Void
    ) async throws {
        try await IdentityFixture.run(engine, settings: IdentityFixture.listening.merging(settings) { $1 }) { cloud in
            _ = try await cloud.heard()
            try await body(cloud)
        }
    }

    @Test(arguments: TestEngine.available) func whoDidWhatToWhich(_ engine: TestEngine) async throws {
        try await Self.run(engine) { cloud in
            var headers = HTTPFields()
            headers[.authToken] = cloud.admin
            headers[.userAgent] = "openstacksdk/4.22"
            let global = "req-" + IdentifierSource.random.uuid()
            headers[.named("X-OpenStack-Request-ID")] = global
            var request = Request.json(
                .post, "/identity/v3/projects", headers: headers, JSON.object(["project": ["name": "p"]]))
            request.remoteAddress = "192.0.2.7"
            let response = await cloud.pipeline.respond(to: request)
            let made = try JSON(parsing: Array(try await response.body.collect(upTo: 1 << 20).readableBytesView))
            let id = try #require(made["project"]?["id"])
            let heard = try #require(try await cloud.heard().first)
            #expect(heard.eventType == "identity.project.created")
            #expect(heard["action"] == "created.project" && heard["resource_info"] == id)
            #expect(heard["target"] == ["id": id, "typeURI": "data/security/project"])
            let services = try await cloud.call(.get, "/v3/services?type=identity", cloud.admin)
            #expect(heard["observer"]["id"] == services["services"].array?.first?["id"])
            let initiator = heard["initiator"]
            #expect(initiator["host"] == ["address": "192.0.2.7", "agent": "openstacksdk/4.22"])
            #expect(initiator["id"] == .string(cloud.outcome.adminUserID) && initiator["user_id"] == initiator["id"])
            #expect(initiator["name"] == "admin" && initiator["username"] == "admin")
            #expect(initiator["project_id"] == .string(cloud.outcome.adminProjectID))
            #expect(initiator["domain_id"] == nil && initiator["typeURI"] == "service/security/account/user")
            #expect(initiator["request_id"]?.string == response.headers[.requestID])
            #expect(initiator["global_request_id"] == .string(global))
        }
    }

    @Test func rolesAndMembers() async throws {
        try await Self.run { cloud in
            let user = try await cloud.create("users", "user", ["name": "u"])
            let group = try await cloud.create("groups", "group", ["name": "g"])
            let role = try await cloud.roleID("reader")
            _ = try await cloud.heard()
            let place = "/v3/OS-INHERIT/domains/default/users/\(user)/roles/\(role)/inherited_to_projects"
            _ = try await cloud.call(.put, place, cloud.admin)
            let grant = try #require(try await cloud.heard().first)
            #expect(grant["action"] == "created.role_assignment" && grant["role"] == .string(role))
            #expect(grant["user"] == .string(user) && grant["domain"] == "default")
            #expect(grant["inherited_to_projects"] == true)
            #expect(grant["project"] == .null && grant["group"] == .null && grant["resource_info"] == .null)
            _ = try await cloud.call(.put, "/v3/groups/\(group)/users/\(user)", cloud.admin)
            let member = try #require(try await cloud.heard().first)
            #expect(member["resource_info"] == .string(group) && member["actor_id"] == .string(user))
            #expect(member["actor_operation"] == "added" && member["actor_type"] == "user")
        }
    }

    @Test func theBasicFormat() async throws {
        try await Self.run(.sqlite, ["identity.notification_format": "basic"]) { cloud in
            let user = try await cloud.create("users", "user", ["name": "u"])
            let heard = try #require(try await cloud.heard().first)
            #expect(heard.eventType == "identity.user.created" && heard["resource_info"] == .string(user))
            #expect(heard.payload.object?.keys.sorted() == ["request_id", "resource_info"])
            // Sign-ins and roles have no other form.
            _ = try await cloud.signIn("u", "wrong")
            #expect(try await cloud.heard().first?["typeURI"] == "http://schemas.dmtf.org/cloud/audit/1.0/event")
        }
        await #expect(throws: (any Error).self) {
            try await Self.run(.sqlite, ["identity.notification_format": "xml"]) { _ in }
        }
    }

    @Test func whatNobodyWantsToHear() async throws {
        try await IdentityFixture.run(
            .sqlite,
            settings: IdentityFixture.listening.merging(["identity.notification_opt_out": "identity.user.created"]) {
                $1
            }
        ) { cloud in
            _ = try await cloud.heard()
            let user = try await cloud.create("users", "user", ["name": "u"])
            _ = try await cloud.call(.delete, "/v3/users/\(user)", cloud.admin)
            #expect(try await cloud.heard().map(\.eventType) == ["identity.user.deleted"])
        }
        // As Keystone by default: failures only.
        var settings = IdentityFixture.listening
        settings["identity.notification_opt_out"] = nil
        try await IdentityFixture.run(.sqlite, settings: settings) { cloud in
            _ = try await cloud.heard()
            #expect(try await cloud.signIn("admin", IdentityFixture.password).status == 201)
            #expect(try await cloud.signIn("admin", "wrong").status == 401)
            let heard = try await cloud.heard()
            #expect(heard.map { $0["outcome"] } == ["failure"])
        }
    }

    @Test(arguments: TestEngine.available) func signIns(_ engine: TestEngine) async throws {
        let rules = [
            "identity.security_compliance.lockout_failure_attempts": "2",
            "identity.security_compliance.password_expires_days": "10",
        ]
        try await Self.run(engine, rules) { cloud in
            let eve = try await cloud.create(
                "users", "user", ["name": "eve", "password": .string(IdentityFixture.planted)])
            func outcome(_ name: String, _ password: String) async throws -> Heard {
                _ = try await cloud.heard()
                _ = try await cloud.signIn(name, password)
                let heard = try await cloud.heard()
                #expect(heard.map(\.eventType) == ["identity.authenticate"])
                #expect(heard.allSatisfy { !$0.text.contains(password) })
                return try #require(heard.first)
            }
            let right = try await outcome("eve", IdentityFixture.planted)
            #expect(right["outcome"] == "success" && right["action"] == "authenticate")
            #expect(right["initiator"]["user_id"] == .string(eve) && right["initiator"]["username"] == "eve")
            let nobody = try await outcome("mallory", "planted-wrong-1")
            #expect(nobody["initiator"]["user_name"] == "mallory" && nobody["initiator"]["domain_id"] == "default")
            #expect(nobody["reason"] == ["reasonType": "Could not find user: mallory.", "reasonCode": "404"])
            for _ in 0..<2 {
                let wrong = try await outcome("eve", "planted-wrong-2")
                #expect(wrong["outcome"] == "failure" && wrong["reason"] == .null)
                #expect(wrong["initiator"]["id"] == .string(eve))
            }
            let locked = try await outcome("eve", IdentityFixture.planted)
            #expect(
                locked["reason"]
                    == ["reasonType": .string("The account is locked for user: \(eve)."), "reasonCode": "401"])
            cloud.ahead.withLock { $0 = .seconds(11 * 86400) }
            let expired = try await outcome("eve", IdentityFixture.planted)
            #expect(expired["outcome"] == "failure" && expired["reason"]["reasonCode"] == "401")
            #expect(
                expired["reason"]["reasonType"]
                    == .string("The password is expired and needs to be changed for user: \(eve)."))
        }
    }

    @Test func passwordsThatAreRefused() async throws {
        try await Self.run(
            .sqlite,
            [
                "identity.security_compliance.password_regex": "^.{8,}$",
                "identity.security_compliance.password_regex_description": "eight characters",
            ]
        ) { cloud in
            let eve = try await cloud.create(
                "users", "user", ["name": "eve", "password": .string(IdentityFixture.planted)])
            _ = try await cloud.heard()
            let change: JSON = [
                "user": ["original_password": .string(IdentityFixture.planted), "password": "weak"]
            ]
            #expect(try await cloud.call(.post, "/v3/users/\(eve)/password", nil, change).status == 400)
            let heard = try await cloud.heard()
            #expect(heard.map(\.eventType) == ["identity.authenticate", "identity.user.updated"])
            let refused = try #require(heard.last)
            #expect(refused["outcome"] == "failure" && refused["initiator"]["user_id"] == .string(eve))
            #expect(
                refused["reason"]
                    == [
                        "reasonType": "The password does not match the requirements: eight characters.",
                        "reasonCode": "400",
                    ])
            #expect(heard.allSatisfy { !$0.text.contains("weak") && !$0.text.contains(IdentityFixture.planted) })
        }
    }

    @Test(arguments: TestEngine.available) func whatGoesWithSomethingElse(_ engine: TestEngine) async throws {
        try await Self.run(engine) { cloud in
            let alice = try await cloud.person("alice")
            _ = try await cloud.call(
                .post, "/v3/users/\(alice.user)/application_credentials", alice.token,
                ["application_credential": ["name": "ci"]])
            _ = try await cloud.heard()
            _ = try await cloud.call(.delete, "/v3/users/\(alice.user)", cloud.admin)
            #expect(
                try await cloud.heard().map(\.eventType) == [
                    "identity.application_credential.deleted", "identity.user.deleted",
                ])
            let domain = try await cloud.create("domains", "domain", ["name": "d"])
            for (path, one) in [("users", "user"), ("groups", "group"), ("roles", "role"), ("projects", "project")] {
                _ = try await cloud.create(path, one, ["name": "x", "domain_id": .string(domain)])
            }
            _ = try await cloud.call(.patch, "/v3/domains/\(domain)", cloud.admin, ["domain": ["enabled": false]])
            _ = try await cloud.heard()
            _ = try await cloud.call(.delete, "/v3/domains/\(domain)", cloud.admin)
            #expect(
                try await cloud.heard().map(\.eventType)
                    == ["user", "group", "role", "project", "project", "domain"].map { "identity.\($0).deleted" })
        }
    }

    /// Nothing is written where nobody listens.
    @Test func offByDefault() async throws {
        try await IdentityFixture.run(.sqlite) { cloud in
            _ = try await cloud.create("users", "user", ["name": "u"])
            _ = try await cloud.signIn("u", "wrong")
            #expect(try await cloud.heard().isEmpty)
        }
    }
}
