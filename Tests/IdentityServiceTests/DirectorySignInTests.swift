import CloudCore
import CloudHTTP
import CloudJSON
import FoundationEssentials
import HTTPTypes
import TestKit
import Testing

@testable import IdentityService

/// Signing in by a directory's own check, against a real server.
@Suite struct DirectorySignInTests {
    @Test(arguments: TestEngine.available) func signIn(_ engine: TestEngine) async throws {
        try await DirectoryFixture.run(engine) { corporate in
            let (name, password) = DirectoryFixture.alice
            let answer = try await corporate.signIn(name, password)
            #expect(answer.status == 201)
            let user = answer["token"]["user"] ?? .null
            let id = try #require(user["id"]?.string)
            #expect(id == PublicID.of(name, .user, in: corporate.domain))
            #expect(user["name"] == "alice" && user["domain"]?["name"] == "corporate")
            #expect(try await corporate.signIn(["id": .string(id)], password).status == 201)
            #expect(try await corporate.signIn(["id": .string(id)], "wrong").status == 401)
            let shown = try await corporate.cloud.call(.get, "/v3/users/\(id)", corporate.cloud.admin)["user"]
            #expect(shown["email"] == "alice@example.org" && shown["description"] == "she")
            #expect(shown["enabled"] == true && shown["options"] == [:])
            #expect(try await corporate.signIn("closed", "closed-Secret-1").status == 401)
        }
    }

    @Test(arguments: TestEngine.available) func manyAtOnce(_ engine: TestEngine) async throws {
        try await DirectoryFixture.run(engine, more: 8) { corporate in
            // All for the first time, each twice: their rows are written once.
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for number in 0..<16 {
                    group.addTask { try await corporate.signIn("user\(number / 2)", "secret-\(number / 2)").status }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses == Array(repeating: 201, count: 16))
        }
    }

    @Test func whoIsNotLetIn() async throws {
        try await DirectoryFixture.run { corporate in
            let (name, password) = DirectoryFixture.alice
            let wrong = try await corporate.signIn(name, "wrong")
            let unknown = try await corporate.signIn("nobody", password)
            #expect(wrong.status == 401 && wrong.body == unknown.body)
            // RFC 4513, 5.1.2: a bind with a name and no password succeeds and proves nothing.
            #expect(try await corporate.signIn(name, "").status == 401)
            for hostile in ["*", "ali*", "alice)(uid=*", "*)(|(uid=*", "alice\\2a", "alice\0", "alice,ou=people"] {
                #expect(try await corporate.signIn(hostile, password).status != 201, "\(hostile)")
            }
            for hostile in ["*", password + "\0", "\0", "{CLEARTEXT}" + password] {
                #expect(try await corporate.signIn(name, hostile).status != 201, "\(hostile)")
            }
            // The directory's people are of that domain alone, and others' names do not mix with theirs.
            #expect(try await corporate.cloud.signIn(name, password).status == 401)
            #expect(try await corporate.signIn("admin", IdentityFixture.password).status == 401)
            #expect(try await corporate.signIn(DirectoryFixture.odd.0, DirectoryFixture.odd.1).status == 201)
        }
    }

    @Test func identitysOwnOfTheSameNameStays() async throws {
        try await DirectoryFixture.run { corporate in
            let cloud = corporate.cloud
            let path = "/v3/domains/\(corporate.domain)/config"
            #expect(try await cloud.call(.delete, path, cloud.admin).status == 204)
            let own = try await cloud.create(
                "users", "user",
                ["name": "alice", "domain_id": .string(corporate.domain), "password": "own-Secret-1"])
            #expect(try await corporate.signIn("alice", "own-Secret-1").status == 201)
            try await corporate.configure()
            let signed = try await corporate.signIn("alice", DirectoryFixture.alice.1)
            #expect(signed.status == 201 && signed["token"]["user"]?["id"] != .string(own))
            #expect(try await corporate.signIn("alice", "own-Secret-1").status == 401)
            let listed = try await cloud.call(.get, "/v3/users?domain_id=\(corporate.domain)", cloud.admin)
            #expect(listed["users"].array?.contains { $0["id"] == .string(own) } == false)
            #expect(try await cloud.call(.delete, path, cloud.admin).status == 204)
            #expect(try await corporate.signIn("alice", "own-Secret-1").status == 201)
            #expect(try await corporate.signIn("alice", DirectoryFixture.alice.1).status == 401)
            // A token of the directory's alice ends with the directory.
            corporate.wait()
            let token = signed.headers[.subjectToken] ?? ""
            #expect(try await cloud.call(.get, "/v3/auth/projects", token).status == 401)
        }
    }

    @Test func whoIsEnabled() async throws {
        try await DirectoryFixture.run { corporate in
            let ops = JSON.string("cn=ops,\(DirectoryFixture.groups)")
            let cases: [([String: JSON], alice: Int, odd: Int, closed: Int)] = [
                ([:], 201, 201, 401),
                (["user_enabled_invert": true], 401, 401, 201),
                (["user_enabled_invert": true, "user_enabled_default": "False"], 401, 201, 201),
                (["user_enabled_emulation": true, "user_enabled_emulation_dn": ops], 201, 401, 401),
                (["user_attribute_ignore": ["enabled"]], 201, 201, 201),
                (["user_filter": "(mail=alice@*)"], 201, 401, 401),
                (["user_objectclass": "organizationalPerson"], 201, 201, 401),
                (["user_objectclass": "device"], 401, 401, 401),
            ]
            for (options, alice, odd, closed) in cases {
                try await corporate.configure(options)
                #expect(try await corporate.signIn("alice", DirectoryFixture.alice.1).status == alice, "\(options)")
                let (name, password) = DirectoryFixture.odd
                #expect(try await corporate.signIn(name, password).status == odd, "\(options)")
                #expect(try await corporate.signIn("closed", "closed-Secret-1").status == closed, "\(options)")
            }
        }
    }

    @Test func byAnOperatorsFile() async throws {
        try await DirectoryFixture.run { corporate in
            let folder = "\(corporate.cloud.folder)-files"
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(atPath: folder) }
            let lines = corporate.options.compactMap { name, value in
                value.string.map { "\(name) = \($0)" } ?? value.integer.map { "\(name) = \($0)" }
            }
            let text = "[identity]\ndriver = ldap\n[ldap]\n" + lines.joined(separator: "\n")
            try Data(text.utf8).write(to: URL(filePath: folder + "/keystone.by file.conf"))
            try await IdentityFixture.run(.sqlite, settings: ["identity.domain_config_folder": folder]) { cloud in
                let domain = try await cloud.create("domains", "domain", ["name": "by file"])
                let found = try await cloud.call(.get, "/v3/users?domain_id=\(domain)&name=alice", cloud.admin)
                #expect(found["users"].array?.first?["id"] == .string(PublicID.of("alice", .user, in: domain)))
            }
        }
    }

    @Test func overTLS() async throws {
        try await DirectoryFixture.run(tls: true) { corporate in
            #expect(try await corporate.signIn("alice", DirectoryFixture.alice.1).status == 201)
            try await corporate.configure(["tls_cacertfile": .null])
            let refused = try await corporate.signIn("alice", DirectoryFixture.alice.1)
            #expect(refused.status == 503 && refused.message.contains("does not answer"))
            try await corporate.configure(["tls_cacertfile": .null, "tls_req_cert": "never"])
            #expect(try await corporate.signIn("alice", DirectoryFixture.alice.1).status == 201)
        }
    }

    @Test func whenTheServerIsAway() async throws {
        try await DirectoryFixture.run { corporate in
            let cloud = corporate.cloud
            let alice = try await corporate.id("users", "alice")
            try await corporate.grant("member", "users", alice)
            let token = try await corporate.token("alice", DirectoryFixture.alice.1)
            await corporate.server.stop()
            let begin = ContinuousClock.now
            for _ in 0..<10 {
                let refused = try await corporate.signIn("alice", DirectoryFixture.alice.1)
                #expect(refused.status == 503 && refused.message.contains("does not answer now"))
            }
            #expect(try await cloud.call(.get, "/v3/users?domain_id=\(corporate.domain)", cloud.admin).status == 503)
            #expect(ContinuousClock.now - begin < .seconds(10))
            // Others notice nothing, and what is known of a token needs no server.
            #expect(try await cloud.signIn("admin", IdentityFixture.password).status == 201)
            for _ in 0..<50 { #expect(try await cloud.call(.get, "/v3/auth/projects", token).status == 200) }
            corporate.wait()
            #expect(try await cloud.call(.get, "/v3/auth/projects", token).status == 503)
            try await corporate.server.start()
            try await eventually { try await corporate.signIn("alice", DirectoryFixture.alice.1).status == 201 }
            #expect(try await cloud.call(.get, "/v3/auth/projects", token).status == 200)
        }
    }

    @Test func settingsThatDoNotFit() async throws {
        try await DirectoryFixture.run { corporate in
            let wrong: [[String: JSON]] = [
                ["password": "wrong"], ["user_tree_dn": "ou=nowhere,dc=example,dc=org"], ["user_id_attribute": "u*d"],
                ["url": "ldap://127.0.0.1:1/"], ["url": "nonsense"], ["query_scope": "deep"], ["use_tls": "perhaps"],
                ["user_filter": "(((broken"],
            ]
            for options in wrong {
                try await corporate.configure(options)
                let refused = try await corporate.signIn("alice", DirectoryFixture.alice.1)
                #expect(refused.status == 503, "\(options)")
                #expect(!refused.body.text.contains(LDAPServer.readerPassword))
            }
            #expect(try await corporate.cloud.signIn("admin", IdentityFixture.password).status == 201)
            for line in corporate.cloud.log.withLock({ $0 }) { #expect(!line.contains(LDAPServer.readerPassword)) }
        }
    }
}
