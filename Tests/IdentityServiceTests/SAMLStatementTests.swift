import CloudCore
import CloudHTTP
import CloudJSON
import FoundationEssentials
import Glibc
import HTTPTypes
import SAMLKit
import TestKit
import Testing

@testable import IdentityService

/// This cloud's users for other clouds.
@Suite(.enabled(if: TestCertificate.isAvailable)) struct SAMLStatementTests {
    private static let paths = ["/v3/auth/OS-FEDERATION/saml2", "/v3/auth/OS-FEDERATION/saml2/ecp"]
    private static let settings = [
        "identity.saml.keyfile": "FOLDER/idp.key", "identity.saml.certfile": "FOLDER/idp.crt",
        "identity.saml.idp_entity_id": SAMLCloud.provider,
        "identity.saml.idp_sso_endpoint": "https://cloud.example/identity/v3/OS-FEDERATION/saml2/sso",
        "identity.saml.idp_organization_name": "Apus", "identity.saml.idp_organization_display_name": "Apus & more",
        "identity.saml.idp_organization_url": "https://apus.example",
        "identity.federation.providers.corp.saml.unsolicited": "true",
    ]

    private static func body(_ token: String?, _ provider: String = "sp") -> JSON {
        [
            "auth": [
                "identity": ["methods": ["token"], "token": ["id": token.map { .string($0) } ?? .null]],
                "scope": ["service_provider": ["id": .string(provider)]],
            ]
        ]
    }

    private static func trust(_ cloud: IdentityFixture, enabled: Bool = true) async throws {
        let made = try await cloud.call(
            .put, "/v3/OS-FEDERATION/service_providers/sp", cloud.admin,
            [
                "service_provider": [
                    "sp_url": .string(SAMLCloud.address + SAMLCloud.path),
                    "auth_url": .string(SAMLCloud.address + SAMLCloud.path), "enabled": .bool(enabled),
                ]
            ])
        #expect(made.status == 201)
    }

    private static func ask(
        _ federated: SAMLCloud, _ path: String, _ body: JSON
    ) async throws -> (status: Int, headers: HTTPFields, text: String) {
        try await federated.send(
            .post, path, [.contentType: "application/json"],
            body: String(decoding: JSONWriter.bytes(body), as: UTF8.self))
    }

    @Test(arguments: TestEngine.available) func fromOneCloudToAnother(_ engine: TestEngine) async throws {
        try await SAMLCloud.run(engine, settings: Self.settings) { federated in
            let cloud = federated.cloud
            try await Self.trust(cloud)
            let jane = try await cloud.person("jane \"&<")
            let group = try await cloud.create("groups", "group", ["name": "a \"group\""])
            let added = try await cloud.call(.put, "/v3/groups/\(group)/users/\(jane.user)", cloud.admin)
            #expect(added.status == 204)
            let alone = try await Self.ask(federated, Self.paths[0], Self.body(jane.token))
            #expect(alone.status == 200 && alone.headers[.contentType] == "text/xml", "\(alone.text)")
            #expect(alone.headers[.named("X-sp-url")] == SAMLCloud.address + SAMLCloud.path)
            #expect(alone.headers[.named("X-auth-url")] == SAMLCloud.address + SAMLCloud.path)
            let read = try SAMLResponse(Array(alone.text.utf8), signedBy: [federated.signer.certificate]).assertion
            let values = Dictionary(uniqueKeysWithValues: read.attributes.map { ($0.name, $0.values) })
            #expect(values["openstack_user"] == ["jane \"&<"] && values["openstack_user_domain"] == ["Default"])
            #expect(values["openstack_project"] == ["jane \"&<"] && values["openstack_project_domain"] == ["Default"])
            #expect(values["openstack_roles"]?.contains("member") == true)
            let named = try #require(values["openstack_groups"]?.first)
            #expect(
                try JSON(parsing: Array(named.utf8.dropFirst(5)))
                    == ["name": "a \"group\"", "domain": ["name": "Default"]])
            #expect(read.issuer == SAMLCloud.provider && read.nameID?.value == "jane \"&<")
            let carried = try await Self.ask(federated, Self.paths[1], Self.body(jane.token))
            #expect(carried.text.contains("RelayState") && carried.text.contains(">ss:mem:"))
            let done = try await federated.show(carried.text)
            #expect(done.status == 201, "\(done.text) \(cloud.log.withLock { $0.last ?? "" })")
            #expect(try JSON(parsing: Array(done.text.utf8))["token"]?["user"]?["name"] == "jane \"&<")
            #expect(try await federated.show(carried.text).status == 401, "again")
            // Nobody asked for it: it is no answer to a browser's or a program's request.
            let next = try await Self.ask(federated, Self.paths[1], Self.body(jane.token))
            #expect(try await federated.show(next.text, path: "/v3/auth/OS-FEDERATION/saml2/acs").status == 401)
        }
    }

    @Test func whoGetsNone() async throws {
        try await SAMLCloud.run(settings: Self.settings) { federated in
            let cloud = federated.cloud
            let unscoped = try await cloud.signIn("admin", IdentityFixture.password, scope: "unscoped")
            for path in Self.paths {
                #expect(try await Self.ask(federated, path, Self.body(cloud.admin)).status == 404, "no provider yet")
            }
            try await Self.trust(cloud)
            for path in Self.paths {
                #expect(try await Self.ask(federated, path, Self.body("wrong")).status == 404)
                let none = try await Self.ask(federated, path, Self.body(unscoped.headers[.subjectToken]))
                #expect(none.status == 403 && none.text.contains("project scoped token"))
                for bad: JSON in [[:], ["auth": [:]], Self.body(nil), ["auth": ["identity": [], "scope": "x"]]] {
                    #expect(try await Self.ask(federated, path, bad).status == 400)
                }
                #expect(try await federated.send(.get, path).status == 405)
            }
            _ = try await cloud.call(
                .patch, "/v3/OS-FEDERATION/service_providers/sp", cloud.admin,
                ["service_provider": ["enabled": false]])
            let disabled = try await Self.ask(federated, Self.paths[0], Self.body(cloud.admin))
            #expect(disabled.status == 403 && disabled.text.contains("Service Provider sp is disabled"))
        }
    }

    @Test func tokensThatAreLimitedBeyondTheirRoles() async throws {
        try await SAMLCloud.run(settings: Self.settings) { federated in
            let cloud = federated.cloud
            try await Self.trust(cloud)
            let jane = try await cloud.person("jane")
            let made = try await cloud.call(
                .post, "/v3/users/\(jane.user)/application_credentials", jane.token,
                [
                    "application_credential": [
                        "name": "ac", "secret": "s",
                        "access_rules": [["path": "/v2.1/servers", "method": "GET", "service": "compute"]],
                    ]
                ])
            let id = try #require(made["application_credential"]["id"])
            let signed = try await cloud.call(
                .post, "/v3/auth/tokens", nil,
                [
                    "auth": [
                        "identity": [
                            "methods": ["application_credential"],
                            "application_credential": ["id": id, "secret": "s"],
                        ]
                    ]
                ])
            let refused = try await Self.ask(federated, Self.paths[1], Self.body(signed.headers[.subjectToken]))
            #expect(refused.status == 403, "\(signed.status) \(refused.text)")
        }
    }

    @Test func metadata() async throws {
        try await SAMLCloud.run(settings: Self.settings) { federated in
            let shown = try await federated.send(.get, "/v3/OS-FEDERATION/saml2/metadata")
            #expect(shown.status == 200 && shown.headers[.contentType] == "text/xml")
            let read = try SAMLMetadata(Array(shown.text.utf8), entityID: nil)
            #expect(read.entityID == SAMLCloud.provider && read.certificates == [federated.signer.certificate])
            #expect(shown.text.contains("Apus &amp; more") && !shown.text.contains("ContactPerson"))
        }
    }

    @Test func whereItIsNotSetUp() async throws {
        try await SAMLCloud.run { federated in
            try await Self.trust(federated.cloud)
            let metadata = try await federated.send(.get, "/v3/OS-FEDERATION/saml2/metadata")
            #expect(metadata.status == 501 && metadata.text.contains("identity.saml.idp_sso_endpoint"))
            #expect(try await Self.ask(federated, Self.paths[0], Self.body(federated.cloud.admin)).status == 501)
        }
        try await SAMLCloud.run(settings: Self.settings) { federated in
            try await Self.trust(federated.cloud)
            chmod(federated.folder + "/idp.key", 0o640)
            let open = try await Self.ask(federated, Self.paths[0], Self.body(federated.cloud.admin))
            #expect(open.status == 503, "a key that others may read is none")
        }
        // Without the setting nobody may speak unasked.
        try await SAMLCloud.run(
            settings: Self.settings.merging(["identity.federation.providers.corp.saml.unsolicited": "false"]) { $1 }
        ) { federated in
            try await Self.trust(federated.cloud)
            let carried = try await Self.ask(federated, Self.paths[1], Self.body(federated.cloud.admin))
            #expect(carried.status == 200)
            #expect(try await federated.show(carried.text).status == 401)
        }
    }
}
