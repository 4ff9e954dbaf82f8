import CloudCore
import CloudHTTP
import CloudJSON
import CloudSQL
import FoundationEssentials
import HTTPTypes
import TestKit
import Testing

@testable import IdentityService

/// `/v3/domains/{domain_id}/config`: permitted, forbidden, missing, malformed; what is secret stays so.
@Suite struct DomainConfigurationTests {
    private static let secret = "ldap-Planted-Secret-42"
    private static let config: JSON = [
        "config": [
            "identity": ["driver": "ldap"],
            "ldap": ["url": "ldap://directory.example.org", "user_tree_dn": "ou=people", "password": .string(secret)],
        ]
    ]

    private static func run(_ engine: TestEngine, _ body: (IdentityFixture, String) async throws -> Void) async throws {
        try await IdentityFixture.run(engine) { cloud in
            let domain = try await cloud.create("domains", "domain", ["name": "corporate"])
            try await body(cloud, "/v3/domains/\(domain)/config")
        }
    }

    @Test(arguments: TestEngine.available) func createShowUpdateDelete(_ engine: TestEngine) async throws {
        try await Self.run(engine) { cloud, path in
            let shown: JSON = [
                "identity": ["driver": "ldap"],
                "ldap": ["url": "ldap://directory.example.org", "user_tree_dn": "ou=people"],
            ]
            let made = try await cloud.call(.put, path, cloud.admin, Self.config)
            #expect(made.status == 201 && made["config"] == shown)
            #expect(try await cloud.call(.put, path, cloud.admin, Self.config).status == 200)
            #expect(try await cloud.call(.get, path, cloud.admin)["config"] == shown)
            #expect(try await cloud.call(.head, path, cloud.admin).status == 200)
            #expect(
                try await cloud.call(.get, path + "/identity", cloud.admin)["config"] == [
                    "identity": ["driver": "ldap"]
                ])
            #expect(
                try await cloud.call(.get, path + "/ldap/user_tree_dn", cloud.admin)["config"]
                    == ["user_tree_dn": "ou=people"])
            let option = try await cloud.call(
                .patch, path + "/ldap/url", cloud.admin, ["config": ["url": "ldap://other"]])
            #expect(option.status == 200 && option["config"]["ldap"]?["url"] == "ldap://other")
            let group = try await cloud.call(
                .patch, path + "/ldap", cloud.admin, ["config": ["ldap": ["page_size": 50]]])
            #expect(group["config"]["ldap"]?["page_size"] == 50 && group["config"]["ldap"]?["url"] == "ldap://other")
            let whole = try await cloud.call(
                .patch, path, cloud.admin, ["config": ["identity": ["list_limit": 7]]])
            #expect(whole["config"]["identity"] == ["driver": "ldap", "list_limit": 7])
            #expect(try await cloud.call(.delete, path + "/ldap/page_size", cloud.admin).status == 204)
            #expect(try await cloud.call(.get, path + "/ldap/page_size", cloud.admin).status == 404)
            #expect(try await cloud.call(.delete, path + "/ldap", cloud.admin).status == 204)
            #expect(try await cloud.call(.get, path + "/ldap", cloud.admin).status == 404)
            #expect(try await cloud.call(.delete, path, cloud.admin).status == 204)
            let gone = try await cloud.call(.get, path, cloud.admin)
            #expect(gone.status == 404)
            #expect(gone.message.hasPrefix("Could not find any options in domain configuration for domain "))
        }
    }

    @Test func whatIsRefused() async throws {
        try await Self.run(.sqlite) { cloud, path in
            #expect(try await cloud.call(.put, path, cloud.admin, Self.config).status == 201)
            let refusals: [(HTTPRequest.Method, String, JSON, String)] = [
                (.put, "", ["config": [:]], "No options specified"),
                (.put, "", ["config": ["identity": [:]]], "should be a dictionary of options"),
                (.put, "", ["config": ["identity": "ldap"]], "should be a dictionary of options"),
                (.put, "", ["config": ["token": ["expiration": 1]]], "Group token is not supported"),
                (.put, "", ["config": ["ldap": ["debug": true]]], "Option debug in group ldap is not supported"),
                (.patch, "/ldap", ["config": ["identity": ["driver": "sql"]]], "request to update group ldap"),
                (
                    .patch, "/ldap", ["config": ["ldap": ["url": "x"], "identity": ["driver": "sql"]]],
                    "only that, group must be specified"
                ),
                (.patch, "/ldap/url", ["config": ["user": "x"]], "contains option user instead"),
                (.patch, "/ldap/url", ["config": ["url": "x", "user": "y"]], "only that, option must be specified"),
                (.patch, "/token", ["config": ["token": ["x": 1]]], "Group token is not supported"),
            ]
            for (method, place, body, words) in refusals {
                let refused = try await cloud.call(method, path + place, cloud.admin, body)
                #expect(refused.status == 403 && refused.message.contains(words), "\(body.text): \(refused.message)")
            }
            let missing = try await cloud.call(
                .patch, path + "/ldap/suffix", cloud.admin, ["config": ["suffix": "dc=x"]])
            #expect(missing.status == 404 && missing.message.contains("option suffix in group ldap"))
            for body: JSON in [
                [:], ["config": 5], ["config": ["ldap": ["url": ["a": 1]]]], 5, ["config": ["ldap": ["url": "a\0"]]],
            ] {
                #expect(try await cloud.call(.put, path, cloud.admin, body).status == 400, "\(body.text)")
            }
            let long = JSON.string(String(repeating: "x", count: 5000))
            #expect(try await cloud.call(.put, path, cloud.admin, ["config": ["ldap": ["url": long]]]).status == 400)
            let nowhere = "/v3/domains/nowhere/config"
            for method in [HTTPRequest.Method.get, .delete] {
                #expect(try await cloud.call(method, nowhere, cloud.admin).status == 404)
            }
            #expect(try await cloud.call(.put, nowhere, cloud.admin, Self.config).status == 404)
            let person = try await cloud.person("alice")
            for (method, body) in [
                (HTTPRequest.Method.get, nil), (.put, Self.config), (.patch, Self.config), (.delete, nil),
            ] {
                #expect(try await cloud.call(method, path, person.token, body).status == 403)
                #expect(try await cloud.call(method, path, nil, body).status == 401)
            }
            #expect(try await cloud.call(.get, "/v3/domains/config/default", person.token).status == 403)
            // Refused as a whole: nothing of it was stored.
            #expect(
                try await cloud.call(.get, path + "/ldap/url", cloud.admin)["config"]["url"]
                    == "ldap://directory.example.org")
        }
    }

    @Test func defaults() async throws {
        try await Self.run(.sqlite) { cloud, _ in
            let path = "/v3/domains/config"
            let all = try await cloud.call(.get, path + "/default", cloud.admin)["config"]
            #expect(all["identity"]?["driver"] == "sql" && all["ldap"]?["user_objectclass"] == "inetOrgPerson")
            #expect(all["ldap"]?["password"] == nil)
            let group = try await cloud.call(.get, path + "/ldap/default", cloud.admin)["config"]
            #expect(group["ldap"]?["query_scope"] == "one" && group["identity"] == nil)
            let option = try await cloud.call(.get, path + "/ldap/group_member_attribute/default", cloud.admin)
            #expect(option["config"] == ["group_member_attribute": "member"])
            let secret = try await cloud.call(.get, path + "/ldap/password/default", cloud.admin)
            #expect(secret.status == 403 && secret.message.contains("is not supported"))
            #expect(try await cloud.call(.get, path + "/token/default", cloud.admin).status == 403)
        }
    }

    @Test func secretsAreSealed() async throws {
        try await Self.run(.sqlite) { cloud, path in
            let answers = [
                try await cloud.call(.put, path, cloud.admin, Self.config),
                try await cloud.call(.get, path, cloud.admin),
                try await cloud.call(.get, path + "/ldap", cloud.admin),
                try await cloud.call(
                    .patch, path + "/ldap/password", cloud.admin, ["config": ["password": .string(Self.secret + "2")]]),
            ]
            for answer in answers {
                #expect(answer.status < 300 && !answer.body.text.contains(Self.secret))
            }
            #expect(try await cloud.call(.get, path + "/ldap/password", cloud.admin).status == 404)
            for line in cloud.log.withLock({ $0 }) { #expect(!line.contains(Self.secret)) }
            guard case .sqlite(let file) = cloud.role.store.database.location else { return }
            for suffix in ["", "-wal"] {
                guard let bytes = FileManager.default.contents(atPath: file + suffix) else { continue }
                #expect(bytes.firstRange(of: Data(Self.secret.utf8)) == nil)
            }
            let kept = try await cloud.role.store.read { try $0.domainOptions() }
            #expect(kept.contains { $0.name == "password" && $0.sealed })
        }
    }

    @Test func filesOfTheOperator() {
        let options = DomainFiles.options(
            """
            # a comment
            [identity]
            driver = ldap
            [ldap]
            url=ldap://directory.example.org
              user = cn=reader,dc=example,dc=org
            unknown = 1
            ; another
            [token]
            expiration = 5
            """)
        #expect(
            options == [
                DomainOption(group: "identity", name: "driver", value: "ldap"),
                DomainOption(group: "ldap", name: "url", value: "ldap://directory.example.org"),
                DomainOption(group: "ldap", name: "user", value: "cn=reader,dc=example,dc=org"),
            ])
    }
}
