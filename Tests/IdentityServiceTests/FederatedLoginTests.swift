import CloudCore
import CloudHTTP
import CloudJSON
import HTTPTypes
import TestKit
import Testing

@testable import IdentityService

/// Users from outside: shadow users, their groups, projects and tokens.
@Suite struct FederatedLoginTests {
    @Test(arguments: TestEngine.available) func aShadowUser(_ engine: TestEngine) async throws {
        try await FederatedCloud.run(engine) { federated in
            let cloud = federated.cloud
            let signed = try await federated.signIn(federated.jane())
            #expect(signed.status == 201, "\(signed.message)")
            let token = signed["token"]
            #expect(token["methods"] == ["openid"] && token["roles"] == nil && token["catalog"] == nil)
            #expect(token["user"]?["name"] == "Jane Doe")
            #expect(token["user"]?["domain"]?["id"] == .string(federated.domain))
            #expect(
                token["user"]?["OS-FEDERATION"]
                    == ["groups": [], "identity_provider": ["id": "corp"], "protocol": ["id": "openid"]])
            let id = token["user"]?["id"]?.string ?? ""
            let again = try await federated.signIn(federated.jane(["preferred_username": "Jane Roe"]))
            #expect(again["token"]["user"]?["id"]?.string == id && again["token"]["user"]?["name"] == "Jane Roe")
            let shown = try await cloud.call(.get, "/v3/users/\(id)", cloud.admin)["user"]
            #expect(shown["name"] == "Jane Roe")
            #expect(
                shown["federated"] == [
                    ["idp_id": "corp", "protocols": [["protocol_id": "openid", "unique_id": "jane"]]]
                ])
            for (query, count) in [
                ("idp_id=corp", 1), ("protocol_id=openid&unique_id=jane", 1), ("unique_id=x", 0), ("idp_id=%00", 0),
            ] {
                let list = try await cloud.call(.get, "/v3/users?" + query, cloud.admin)
                #expect(list["users"].array?.count ?? 0 == count, "\(query)")
            }
            // Another of the same name is another user, in the same domain.
            let other = try await federated.signIn(federated.jane(["sub": "jane2", "preferred_username": "Jane Roe"]))
            #expect(other.status == 201 && other["token"]["user"]?["id"]?.string != id)
        }
    }

    @Test(arguments: TestEngine.available) func groupsGiveRoles(_ engine: TestEngine) async throws {
        let rules: JSON = [
            ["local": [["user": ["name": "{0}"]]], "remote": [["type": "OIDC-sub"]]],
            [
                "local": [["groups": "{0}", "domain": ["id": "default"]]],
                "remote": [["type": "OIDC-groups", "blacklist": ["staff"]]],
            ],
        ]
        try await FederatedCloud.run(engine, rules: rules) { federated in
            let cloud = federated.cloud
            let project = try await cloud.create("projects", "project", ["name": "lab"])
            let group = try await cloud.create("groups", "group", ["name": "devs"])
            let member = try await cloud.roleID("member")
            for place in ["projects/\(project)", "domains/default"] {
                #expect(
                    try await cloud.call(.put, "/v3/\(place)/groups/\(group)/roles/\(member)", cloud.admin).status
                        == 204)
            }
            let signed = try await federated.signIn(federated.jane(["groups": ["devs", "staff", "unknown"]]))
            #expect(signed["token"]["user"]?["OS-FEDERATION"]?["groups"] == [["id": .string(group)]])
            let token = signed.headers[.subjectToken] ?? ""
            for list in ["/v3/OS-FEDERATION/projects", "/v3/auth/projects"] {
                let found = try await cloud.call(.get, list, token)["projects"].array?.compactMap { $0["id"]?.string }
                #expect(found == [project])
            }
            let domains = try await cloud.call(.get, "/v3/OS-FEDERATION/domains", token)["domains"].array
            #expect(domains?.compactMap { $0["id"]?.string } == ["default"])
            let scoped = try await federated.rescope(token, ["project": ["id": .string(project)]])
            #expect(scoped.status == 201)
            #expect(scoped["token"]["methods"] == ["token", "openid"])
            #expect(scoped["token"]["roles"]?.array?.compactMap { $0["name"]?.string } == ["member", "reader"])
            #expect(scoped["token"]["user"]?["OS-FEDERATION"]?["groups"] == [["id": .string(group)]])
            let second = scoped.headers[.subjectToken] ?? ""
            #expect(try await federated.rescope(second, ["domain": ["id": "default"]]).status == 201)
            #expect(
                try await federated.rescope(second, ["project": ["id": .string(cloud.outcome.adminProjectID)]]).status
                    == 401)
            // Without the group the roles are gone at once; the groups were the session's, not the user's.
            #expect(try await federated.signIn(federated.jane()).status == 201)
            #expect(try await cloud.call(.delete, "/v3/groups/\(group)", cloud.admin).status == 204)
            #expect(try await cloud.call(.get, "/v3/auth/projects", second).status == 401)
        }
    }

    @Test(arguments: TestEngine.available) func membershipsThatEnd(_ engine: TestEngine) async throws {
        let rules: JSON = [
            ["local": [["user": ["name": "{0}"]]], "remote": [["type": "OIDC-sub"]]],
            ["local": [["groups": "{0}", "domain": ["id": "default"]]], "remote": [["type": "OIDC-groups"]]],
        ]
        try await FederatedCloud.run(engine, rules: rules, ttl: 10) { federated in
            let cloud = federated.cloud
            let project = try await cloud.create("projects", "project", ["name": "lab"])
            let group = try await cloud.create("groups", "group", ["name": "devs"])
            let member = try await cloud.roleID("member")
            _ = try await cloud.call(
                .put, "/v3/projects/\(project)/groups/\(group)/roles/\(member)", cloud.admin)
            let signed = try await federated.signIn(federated.jane(["groups": ["devs"]]))
            let token = signed.headers[.subjectToken] ?? ""
            let user = signed["token"]["user"]?["id"]?.string ?? ""
            let scoped = try await federated.rescope(token, ["project": ["id": .string(project)]])
            let listed = try await cloud.call(.get, "/v3/users/\(user)/groups", cloud.admin)["groups"].array ?? []
            #expect(listed.compactMap { $0["id"]?.string } == [group])
            #expect(listed.first?["membership_expires_at"]?.string?.hasSuffix("Z") == true)
            // An application credential lives by the membership alone.
            let made = try await cloud.call(
                .post, "/v3/users/\(user)/application_credentials", scoped.headers[.subjectToken],
                ["application_credential": ["name": "ci"]])
            #expect(made.status == 201, "\(made.message)")
            let shown: JSON = [
                "auth": [
                    "identity": [
                        "methods": ["application_credential"],
                        "application_credential": [
                            "id": made["application_credential"]["id"] ?? "",
                            "secret": made["application_credential"]["secret"] ?? "",
                        ],
                    ]
                ]
            ]
            let own = try await cloud.call(.post, "/v3/auth/tokens", nil, shown)
            #expect(own.status == 201)
            let ownToken = own.headers[.subjectToken] ?? ""
            #expect(try await cloud.call(.get, "/v3/auth/projects", ownToken).status == 200)
            cloud.ahead.withLock { $0 = .seconds(11 * 60) }
            #expect(try await cloud.call(.post, "/v3/auth/tokens", nil, shown).status == 401)
            let again = try await federated.signIn(federated.jane(["groups": ["devs"], "exp": 99_999_999_999]))
            #expect(again.status == 201)
            #expect(try await cloud.call(.post, "/v3/auth/tokens", nil, shown).status == 201)
            cloud.ahead.withLock { $0 = .seconds(22 * 60) }
            #expect(try await cloud.call(.get, "/v3/auth/projects", ownToken).status == 401)
        }
    }

    @Test(arguments: TestEngine.available) func projectsAreMade(_ engine: TestEngine) async throws {
        let rules: JSON = [
            [
                "local": [
                    ["user": ["name": "{0}"]],
                    [
                        "projects": [
                            ["name": "Shared", "roles": [["name": "reader"]]],
                            ["name": "Project for {0}", "roles": [["name": "{1}"]]],
                        ]
                    ],
                ], "remote": [["type": "OIDC-sub"], ["type": "OIDC-role"]],
            ]
        ]
        try await FederatedCloud.run(engine, rules: rules) { federated in
            let cloud = federated.cloud
            let unknown = try await federated.signIn(federated.jane(["role": "bogus"]))
            #expect(unknown.status == 404 && unknown.message == "Could not find role: bogus.")
            #expect(
                try await cloud.call(.get, "/v3/projects?domain_id=\(federated.domain)", cloud.admin)["projects"]
                    == [])
            let signed = try await federated.signIn(federated.jane(["role": "member"]))
            let token = signed.headers[.subjectToken] ?? ""
            let projects = try await cloud.call(.get, "/v3/OS-FEDERATION/projects", token)["projects"].array ?? []
            #expect(Set(projects.compactMap { $0["name"]?.string }) == ["Shared", "Project for jane"])
            #expect(projects.allSatisfy { $0["domain_id"]?.string == federated.domain })
            // The second sign-in finds all in place and writes nothing.
            let changes = try await cloud.role.store.read { try $0.changes() }
            #expect(try await federated.signIn(federated.jane(["role": "member"])).status == 201)
            #expect(try await cloud.role.store.read { try $0.changes() } == changes)
            let mine = projects.first { $0["name"] == "Project for jane" }?["id"] ?? ""
            let scoped = try await federated.rescope(token, ["project": ["id": mine]])
            #expect(scoped["token"]["roles"]?.array?.compactMap { $0["name"]?.string } == ["member", "reader"])
        }
    }

    @Test(arguments: TestEngine.available) func localUsers(_ engine: TestEngine) async throws {
        let rules: JSON = [
            [
                "local": [["user": ["name": "{0}", "type": "local", "domain": ["id": "default"]]]],
                "remote": [["type": "OIDC-sub"]],
            ]
        ]
        try await FederatedCloud.run(engine, rules: rules) { federated in
            #expect(try await federated.signIn(federated.jane()).status == 401)
            let jane = try await federated.cloud.person("jane")
            let signed = try await federated.signIn(federated.jane())
            #expect(signed.status == 201 && signed["token"]["user"]?["id"] == .string(jane.user))
            #expect(signed["token"]["user"]?["OS-FEDERATION"] == nil)
            let path = "/v3/users/\(jane.user)"
            _ = try await federated.cloud.call(.patch, path, federated.cloud.admin, ["user": ["enabled": false]])
            #expect(try await federated.signIn(federated.jane()).status == 401)
        }
    }

    @Test(arguments: TestEngine.available) func whoIsNoLongerVouchedFor(_ engine: TestEngine) async throws {
        try await FederatedCloud.run(engine) { federated in
            let cloud = federated.cloud
            let token = try await federated.signIn(federated.jane()).headers[.subjectToken] ?? ""
            #expect(try await cloud.call(.get, "/v3/auth/projects", token).status == 200)
            let path = "/v3/OS-FEDERATION/identity_providers/corp"
            _ = try await cloud.call(.patch, path, cloud.admin, ["identity_provider": ["enabled": false]])
            #expect(try await cloud.call(.get, "/v3/auth/projects", token).status == 401)
            let disabled = try await federated.signIn(federated.jane())
            #expect(disabled.status == 403 && disabled.message == "Identity Provider corp is disabled")
            _ = try await cloud.call(.patch, path, cloud.admin, ["identity_provider": ["enabled": true]])
            #expect(try await federated.signIn(federated.jane()).status == 201)
            #expect(try await cloud.call(.delete, path, cloud.admin).status == 204)
            #expect(try await federated.signIn(federated.jane()).status == 404)
        }
    }

    @Test(arguments: TestEngine.available) func whatGoesWithADomain(_ engine: TestEngine) async throws {
        try await FederatedCloud.run(engine, ttl: 10) { federated in
            let cloud = federated.cloud
            let token = try await federated.signIn(federated.jane()).headers[.subjectToken] ?? ""
            let path = "/v3/domains/\(federated.domain)"
            _ = try await cloud.call(.patch, path, cloud.admin, ["domain": ["enabled": false]])
            #expect(try await cloud.call(.get, "/v3/auth/projects", token).status == 401)
            #expect(try await cloud.call(.delete, path, cloud.admin).status == 204)
            #expect(try await federated.signIn(federated.jane()).status == 404)
            #expect(try await cloud.call(.get, "/v3/users?idp_id=corp", cloud.admin)["users"] == [])
        }
    }

    @Test(arguments: TestEngine.available) func firstSignInsThatMeet(_ engine: TestEngine) async throws {
        try await FederatedCloud.run(engine) { federated in
            let users = try await withThrowingTaskGroup(of: String.self) { group in
                for _ in 0..<8 {
                    group.addTask {
                        let signed = try await federated.signIn(federated.jane())
                        return signed["token"]["user"]?["id"]?.string ?? "\(signed.status) \(signed.message)"
                    }
                }
                return try await group.reduce(into: Set<String>()) { $0.insert($1) }
            }
            #expect(users.count == 1, "\(users)")
        }
    }

    @Test func signedTokensSayItToo() async throws {
        let rules: JSON = [
            [
                "local": [["user": ["name": "{0}"], "group_ids": "{1}"]],
                "remote": [["type": "OIDC-sub"], ["type": "g"]],
            ]
        ]
        let mapping = AttributeMapping(id: "m", schemaVersion: .one, rules: rules.array ?? [])
        let mapped = try MappingRules(mapping).apply(Assertion(texts: ["OIDC-sub": "jane", "g": "a;b"]))
        let session = FederatedSession(idpID: "corp", protocolID: "oidc", groupIDs: mapped.groupIDs)
        let payload = TokenPayload(
            userID: "u", methods: [.mapped, .token], scope: .unscoped, issuedAt: Timestamp(seconds: 5),
            expiresAt: Timestamp(seconds: 6), auditID: Array(repeating: 7, count: 16), federation: session)
        #expect(TokenPayload(bytes: payload.bytes) == payload)
        #expect(TokenClaims.payload(TokenClaims.json(payload)) == payload)
    }

    @Test func anotherScopeByTheProtocolsName() async throws {
        try await FederatedCloud.run(.sqlite) { federated in
            let token = try await federated.signIn(federated.jane()).headers[.subjectToken] ?? ""
            func show(_ method: String, _ shown: JSON) async throws -> Int {
                try await federated.cloud.call(
                    .post, "/v3/auth/tokens", nil,
                    ["auth": ["identity": ["methods": [.string(method)], method: shown]]]
                ).status
            }
            for method in ["openid", "saml2", "mapped"] {
                #expect(try await show(method, ["id": .string(token)]) == 201)
                #expect(try await show(method, ["id": .string(federated.cloud.admin)]) == 401)
                #expect(try await show(method, ["identity_provider": "corp", "protocol": "openid"]) == 401)
            }
        }
    }

    @Test func remoteIDs() async throws {
        try await FederatedCloud.run(
            .sqlite, settings: ["identity.federation.remote_id_attribute": "HTTP_OIDC_ISS"]
        ) { federated in
            let path = "/v3/OS-FEDERATION/identity_providers/corp"
            func names(_ ids: JSON) async throws {
                _ = try await federated.cloud.call(
                    .patch, path, federated.cloud.admin, ["identity_provider": ["remote_ids": ids]])
            }
            try await names(["elsewhere"])
            let refused = try await federated.signIn(federated.jane())
            #expect(refused.status == 403)
            #expect(
                refused.message
                    == "Incoming identity provider identifier not included among the accepted identifiers.")
            try await names([.string(federated.provider.state.withLock { $0.issuer })])
            #expect(try await federated.signIn(federated.jane()).status == 201)
        }
    }

    @Test(arguments: TestEngine.available) func identitiesThatAnAdministratorGives(_ engine: TestEngine) async throws {
        try await FederatedCloud.run(engine) { federated in
            let cloud = federated.cloud
            func user(_ name: String, _ provider: String, _ way: String) async throws -> IdentityFixture.Answer {
                try await cloud.call(
                    .post, "/v3/users", cloud.admin,
                    [
                        "user": [
                            "name": .string(name),
                            "federated": [
                                [
                                    "idp_id": .string(provider),
                                    "protocols": [["protocol_id": .string(way), "unique_id": "jane"]],
                                ]
                            ],
                        ]
                    ])
            }
            #expect(try await user("a", "none", "openid").message == "Could not find Identity Provider: none.")
            #expect(try await user("a", "corp", "none").status == 400)
            let made = try await user("a", "corp", "openid")
            #expect(made.status == 201 && made["user"]["federated"]?.array?.count == 1)
            #expect(try await user("b", "corp", "openid").status == 409)
            let signed = try await federated.signIn(federated.jane())
            #expect(signed["token"]["user"]?["id"] == made["user"]["id"] && signed["token"]["user"]?["name"] == "a")
        }
    }
}
