import CloudCore
import CloudHTTP
import CloudJSON
import CloudSQL
import HTTPTypes
import TestKit
import Testing

@testable import IdentityService

/// Users and groups of a directory: lists, roles, groups, what vanishes, and that nothing is written.
@Suite struct DirectoryPeopleTests {
    @Test(arguments: TestEngine.available) func rolesByGroup(_ engine: TestEngine) async throws {
        try await DirectoryFixture.run(engine) { corporate in
            let cloud = corporate.cloud
            let ops = try await corporate.id("groups", "ops")
            try await corporate.grant("member", "groups", ops)
            let token = try await corporate.token("alice", DirectoryFixture.alice.1)
            let alice = PublicID.of("alice", .user, in: corporate.domain)
            let groups = try await cloud.call(.get, "/v3/users/\(alice)/groups", cloud.admin)["groups"].array ?? []
            #expect(groups.map { $0["name"] } == ["ops"] && groups.first?["description"] == "who runs it")
            let members = try await cloud.call(.get, "/v3/groups/\(ops)/users", cloud.admin)["users"].array ?? []
            #expect(members.map { $0["name"] } == ["alice"])
            let path = "/v3/groups/\(ops)/users/"
            #expect(try await cloud.call(.head, path + alice, cloud.admin).status == 204)
            let odd = PublicID.of(DirectoryFixture.odd.0, .user, in: corporate.domain)
            #expect(try await cloud.call(.get, path + odd, cloud.admin).status == 404)
            let query = "/v3/role_assignments?effective&scope.project.id=\(corporate.project)"
            let listed = try await cloud.call(.get, query, cloud.admin)["role_assignments"].array ?? []
            #expect(listed.contains { $0["user"]?["id"] == .string(alice) })
            #expect(try await cloud.call(.get, "/v3/auth/projects", token).status == 200)
            try await corporate.server.change(
                """
                dn: cn=ops,\(DirectoryFixture.groups)
                changetype: modify
                delete: member
                member: uid=alice,\(DirectoryFixture.people)

                """)
            corporate.wait()
            #expect(try await cloud.call(.get, "/v3/auth/projects", token).status == 401)
            #expect(
                try await corporate.signIn(
                    "alice", DirectoryFixture.alice.1, scope: ["project": ["id": .string(corporate.project)]]
                ).status == 401)
        }
    }

    @Test(arguments: TestEngine.available) func whoVanishes(_ engine: TestEngine) async throws {
        try await DirectoryFixture.run(engine) { corporate in
            let cloud = corporate.cloud
            let alice = try await corporate.id("users", "alice")
            try await corporate.grant("member", "users", alice)
            let token = try await corporate.token("alice", DirectoryFixture.alice.1)
            let made = try await cloud.call(
                .post, "/v3/users/\(alice)/application_credentials", token,
                ["application_credential": ["name": "ci"]])["application_credential"]
            func bySecret() async throws -> Int {
                try await cloud.call(
                    .post, "/v3/auth/tokens", nil,
                    [
                        "auth": [
                            "identity": [
                                "methods": ["application_credential"],
                                "application_credential": [
                                    "name": "ci", "secret": made["secret"] ?? .null,
                                    "user": ["name": "alice", "domain": ["id": .string(corporate.domain)]],
                                ],
                            ]
                        ]
                    ]
                ).status
            }
            #expect(try await bySecret() == 201)
            try await corporate.server.change(
                "dn: uid=alice,\(DirectoryFixture.people)\nchangetype: delete\n")
            #expect(try await cloud.call(.get, "/v3/auth/projects", token).status == 200)
            corporate.wait()
            #expect(try await cloud.call(.get, "/v3/auth/projects", token).status == 401)
            #expect(try await cloud.call(.get, "/v3/auth/tokens", cloud.admin, subject: token).status == 404)
            let gone = try await cloud.call(.get, "/v3/users/\(alice)", cloud.admin)
            #expect(gone.status == 404 && gone.message == "Could not find user: \(alice).")
            #expect(try await bySecret() == 401)
            #expect(try await corporate.signIn("alice", DirectoryFixture.alice.1).status == 401)
            let listed = try await cloud.call(.get, "/v3/users?domain_id=\(corporate.domain)", cloud.admin)
            #expect(listed["users"].array?.contains { $0["name"] == "alice" } == false)
            try await corporate.server.change(
                DirectoryFixture.person("alice", "another-Secret-2", more: "employeeType: TRUE\n"))
            let back = try await corporate.token("alice", "another-Secret-2")
            #expect(try await cloud.call(.get, "/v3/users/\(alice)", back).status == 200)
            #expect(try await bySecret() == 201)
            // The old token is not revived.
            #expect(try await cloud.call(.get, "/v3/auth/projects", token).status == 401)
        }
    }

    @Test func trustsOfThem() async throws {
        try await DirectoryFixture.run { corporate in
            let cloud = corporate.cloud
            let alice = try await corporate.id("users", "alice")
            try await corporate.grant("member", "users", alice)
            let friend = try await cloud.person("friend")
            let made = try await cloud.call(
                .post, "/v3/OS-TRUST/trusts", try await corporate.token("alice", DirectoryFixture.alice.1),
                [
                    "trust": [
                        "trustor_user_id": .string(alice), "trustee_user_id": .string(friend.user),
                        "project_id": .string(corporate.project), "impersonation": false,
                        "roles": [["name": "member"]],
                    ]
                ])
            #expect(made.status == 201)
            let scope: JSON = ["OS-TRUST:trust": ["id": made["trust"]["id"] ?? .null]]
            let signed = try await cloud.signIn("friend", IdentityFixture.planted, scope: scope)
            let token = signed.headers[.subjectToken] ?? ""
            #expect(signed.status == 201 && signed["token"]["user"]?["id"] == .string(friend.user))
            #expect(try await cloud.call(.get, "/v3/auth/projects", token).status == 200)
            try await corporate.server.change("dn: uid=alice,\(DirectoryFixture.people)\nchangetype: delete\n")
            corporate.wait()
            #expect(try await cloud.call(.get, "/v3/auth/projects", token).status == 401)
            #expect(try await cloud.call(.get, "/v3/auth/projects", friend.token).status == 200)
        }
    }

    @Test func aListOfMany() async throws {
        try await DirectoryFixture.run(more: 1500) { corporate in
            let cloud = corporate.cloud
            var names: [String] = []
            var path: String? = "/v3/users?domain_id=\(corporate.domain)&limit=400"
            var pages = 0
            while let next = path, pages < 10 {
                let page = try await cloud.call(.get, next, cloud.admin)
                names += page["users"].array?.compactMap { $0["name"]?.string } ?? []
                path = page["links"]["next"]?.string.map { String($0.dropFirst("http://cloud:5000/identity".count)) }
                pages += 1
            }
            #expect(names.count == 1503 && Set(names).count == 1503 && pages == 4)
            let part = try await cloud.call(
                .get, "/v3/users?domain_id=\(corporate.domain)&name__startswith=user14", cloud.admin)
            #expect(part["users"].array?.count == 111)
            // Of all domains, only identity's own people.
            let all = try await cloud.call(.get, "/v3/users", cloud.admin)["users"].array ?? []
            #expect(!all.isEmpty && !all.contains { $0["domain_id"] == .string(corporate.domain) })
            #expect(try await corporate.id("users", "user1499") == PublicID.of("user1499", .user, in: corporate.domain))
        }
    }

    @Test func nothingIsWritten() async throws {
        try await DirectoryFixture.run { corporate in
            let cloud = corporate.cloud
            let alice = try await corporate.id("users", "alice")
            let ops = try await corporate.id("groups", "ops")
            let own = try await cloud.person("own")
            let ownGroup = try await cloud.create("groups", "group", ["name": "own"])
            let domain = JSON.string(corporate.domain)
            let writes: [(HTTPRequest.Method, String, JSON?)] = [
                (.post, "/v3/users", ["user": ["name": "new", "domain_id": domain]]),
                (.patch, "/v3/users/\(alice)", ["user": ["email": "x"]]), (.delete, "/v3/users/\(alice)", nil),
                (.post, "/v3/groups", ["group": ["name": "new", "domain_id": domain]]),
                (.patch, "/v3/groups/\(ops)", ["group": ["description": "x"]]), (.delete, "/v3/groups/\(ops)", nil),
                (.put, "/v3/groups/\(ops)/users/\(alice)", nil), (.delete, "/v3/groups/\(ops)/users/\(alice)", nil),
            ]
            for (method, path, body) in writes {
                let refused = try await cloud.call(method, path, cloud.admin, body)
                #expect(refused.status == 403, "\(method) \(path)")
                #expect(refused.message == "LDAP does not support write operations", "\(method) \(path)")
                // Whoever may not write is told so, and nothing of the directory.
                let forbidden = try await cloud.call(method, path, own.token, body)
                #expect(forbidden.status == 403 && forbidden.message.contains("identity:"), "\(method) \(path)")
            }
            for (group, user) in [(ops, own.user), (ownGroup, alice)] {
                let refused = try await cloud.call(.put, "/v3/groups/\(group)/users/\(user)", cloud.admin)
                #expect(refused.status == 403 && refused.message.contains("across backend boundaries"))
            }
            let change: JSON = ["user": ["original_password": .string(DirectoryFixture.alice.1), "password": "x"]]
            #expect(try await cloud.call(.post, "/v3/users/\(alice)/password", nil, change).status != 204)
            #expect(try await corporate.signIn("alice", DirectoryFixture.alice.1).status == 201)
        }
    }

    @Test func idsAreKeystones() {
        // `hashlib.sha256(b"default" + b"user" + b"alice").hexdigest()`
        #expect(
            PublicID.of("alice", .user, in: "default")
                == "c43e4dd25aba357630477a0f49fde7da8567b753ddd430c9555ad09aa2a76e9e")
    }

    @Test func mappingsAreForgotten() async throws {
        try await DirectoryFixture.run { corporate in
            let cloud = corporate.cloud
            let alice = try await corporate.id("users", "alice")
            try await corporate.grant("member", "users", alice)
            let token = try await corporate.token("alice", DirectoryFixture.alice.1)
            func purge(_ domain: String?, local: String? = nil, kind: String? = nil) async throws -> Int {
                try await cloud.role.purgeMappings(domainName: domain, publicID: nil, localID: local, kind: kind)
            }
            await #expect(throws: Fault.self) { try await purge("nowhere") }
            #expect(try await purge("corporate", local: "nobody") == 0)
            #expect(try await purge("corporate", local: "alice", kind: "user") == 1)
            #expect(try await cloud.call(.get, "/v3/auth/projects", token).status == 401)
            #expect(try await purge(nil) == 1)  // the group
            // The same id comes back, and its role with it.
            _ = try await corporate.token("alice", DirectoryFixture.alice.1)
            #expect(try await corporate.id("users", "alice") == alice)
        }
    }

    @Test func theDomainGoesWithAllOfIt() async throws {
        try await DirectoryFixture.run { corporate in
            let cloud = corporate.cloud
            _ = try await corporate.id("users", "alice")
            let path = "/v3/domains/\(corporate.domain)"
            #expect(try await cloud.call(.patch, path, cloud.admin, ["domain": ["enabled": false]]).status == 200)
            #expect(try await corporate.signIn("alice", DirectoryFixture.alice.1).status == 401)
            #expect(try await cloud.call(.delete, path, cloud.admin).status == 204)
            let left = try await cloud.role.store.read { connection in
                try connection.scalar(
                    """
                    SELECT (SELECT count(*) FROM id_mappings) + (SELECT count(*) FROM domain_options)
                    + (SELECT count(*) FROM users WHERE directory <> '')
                    """)?.number() ?? -1
            }
            #expect(left == 0)
        }
    }
}
