import CloudJSON
import HTTPTypes
import TestKit
import Testing

@testable import IdentityService

/// `/v3/OS-FEDERATION`: each operation permitted, forbidden, missing, malformed.
@Suite struct FederationSettingsTests {
    private static let base = "/v3/OS-FEDERATION"
    private static let rules: JSON = [
        ["local": [["user": ["name": "{0}"]]], "remote": [["type": "OIDC-sub"]]]
    ]

    @Test(arguments: TestEngine.available) func identityProviders(_ engine: TestEngine) async throws {
        try await IdentityFixture.run(engine) { cloud in
            let path = Self.base + "/identity_providers/corp"
            let body: JSON = ["identity_provider": ["remote_ids": ["r1", "r2"], "authorization_ttl": 5]]
            let made = try await cloud.call(.put, path, cloud.admin, body)
            #expect(made.status == 201)
            let provider = made["identity_provider"]
            #expect(provider["id"] == "corp" && provider["enabled"] == false && provider["description"] == .null)
            #expect(provider["remote_ids"] == ["r1", "r2"] && provider["authorization_ttl"] == 5)
            #expect(provider["links"]?["protocols"]?.string?.hasSuffix("/identity_providers/corp/protocols") == true)
            // The domain was made for it.
            let domain = provider["domain_id"]?.string ?? ""
            let shown = try await cloud.call(.get, "/v3/domains/\(domain)", cloud.admin)
            #expect(
                shown["domain"]["description"]
                    == "Auto generated federated domain for Identity Provider: corp")
            let again = try await cloud.call(.put, path, cloud.admin, body)
            #expect(again.status == 409)
            #expect(
                again.message
                    == "Conflict occurred attempting to store identity_provider - Duplicate entry found with ID corp.")
            let taken = try await cloud.call(
                .put, Self.base + "/identity_providers/other", cloud.admin,
                ["identity_provider": ["remote_ids": ["r2"]]])
            #expect(taken.status == 409 && taken.message.contains("Duplicate remote ID: r2"))
            let nowhere = try await cloud.call(
                .put, Self.base + "/identity_providers/other", cloud.admin, ["identity_provider": ["domain_id": "nope"]]
            )
            #expect(nowhere.status == 404 && nowhere.message == "Could not find domain: nope.")
            let changed = try await cloud.call(
                .patch, path, cloud.admin,
                ["identity_provider": ["enabled": true, "remote_ids": ["r3"], "description": "d"]])
            #expect(
                changed["identity_provider"]["remote_ids"] == ["r3"] && changed["identity_provider"]["enabled"] == true)
            let listed = try await cloud.call(.get, Self.base + "/identity_providers?enabled=true", cloud.admin)
            #expect(listed["identity_providers"].array?.count == 1)
            #expect(
                try await cloud.call(.get, Self.base + "/identity_providers?id=x", cloud.admin)["identity_providers"]
                    == [])
            #expect(try await cloud.call(.get, Self.base + "/identity_providers/none", cloud.admin).status == 404)
            #expect(try await cloud.call(.delete, path, cloud.admin).status == 204)
            let gone = try await cloud.call(.get, path, cloud.admin)
            #expect(gone.message == "Could not find Identity Provider: corp.")
        }
    }

    @Test(
        arguments: [
            ["identity_provider": ["enabled": "yes"]], ["identity_provider": ["bogus": 1]],
            ["identity_provider": ["authorization_ttl": -1]], ["identity_provider": ["remote_ids": ["a", "a"]]], [:],
            ["identity_provider": []],
        ] as [JSON])
    func malformedProviders(_ body: JSON) async throws {
        try await IdentityFixture.run(.sqlite) { cloud in
            let answer = try await cloud.call(.put, Self.base + "/identity_providers/x", cloud.admin, body)
            #expect(answer.status == 400)
        }
    }

    @Test(arguments: TestEngine.available) func protocolsAndMappings(_ engine: TestEngine) async throws {
        try await IdentityFixture.run(engine) { cloud in
            let provider = Self.base + "/identity_providers/corp"
            let path = provider + "/protocols/openid"
            #expect(try await cloud.call(.put, provider, cloud.admin, ["identity_provider": [:]]).status == 201)
            let unmapped = try await cloud.call(.put, path, cloud.admin, ["protocol": ["mapping_id": "m"]])
            #expect(unmapped.status == 400 && unmapped.message == "Invalid mapping id: m")
            let mapping = try await cloud.call(
                .put, Self.base + "/mappings/m", cloud.admin,
                ["mapping": ["rules": Self.rules, "schema_version": .null]])
            #expect(mapping.status == 201 && mapping["mapping"]["schema_version"] == "1.0")
            #expect(mapping["mapping"]["rules"] == Self.rules)
            #expect(
                try await cloud.call(.put, Self.base + "/mappings/m", cloud.admin, ["mapping": ["rules": Self.rules]])
                    .status == 409)
            let made = try await cloud.call(.put, path, cloud.admin, ["protocol": ["mapping_id": "m"]])
            #expect(made.status == 201 && made["protocol"]["mapping_id"] == "m")
            #expect(
                made["protocol"]["links"]?["identity_provider"]?.string?.hasSuffix("/identity_providers/corp") == true)
            #expect(try await cloud.call(.put, path, cloud.admin, ["protocol": ["mapping_id": "m"]]).status == 409)
            #expect(try await cloud.call(.put, path, cloud.admin, ["protocol": [:]]).status == 400)
            let changed = try await cloud.call(
                .patch, path, cloud.admin, ["protocol": ["mapping_id": "m", "remote_id_attribute": "A"]])
            #expect(changed["protocol"]["remote_id_attribute"] == "A")
            #expect(
                try await cloud.call(.get, provider + "/protocols", cloud.admin)["protocols"].array?.count == 1)
            #expect(
                try await cloud.call(.get, Self.base + "/identity_providers/x/protocols", cloud.admin).status == 404)
            let missing = try await cloud.call(.get, provider + "/protocols/x", cloud.admin)
            #expect(
                missing.status == 404
                    && missing.message == "Could not find federated protocol x for Identity Provider: corp.")
            #expect(try await cloud.call(.delete, path, cloud.admin).status == 204)
            #expect(try await cloud.call(.delete, path, cloud.admin).status == 404)
            let two = try await cloud.call(
                .patch, Self.base + "/mappings/m", cloud.admin,
                ["mapping": ["rules": Self.rules, "schema_version": "2.0"]])
            #expect(two["mapping"]["schema_version"] == "2.0")
            #expect(
                try await cloud.call(.patch, Self.base + "/mappings/x", cloud.admin, ["mapping": ["rules": Self.rules]])
                    .status == 404)
            #expect(
                try await cloud.call(.put, Self.base + "/mappings/n", cloud.admin, ["mapping": ["rules": []]]).status
                    == 400)
            #expect(try await cloud.call(.get, Self.base + "/mappings", cloud.admin)["mappings"].array?.count == 1)
            #expect(try await cloud.call(.delete, Self.base + "/mappings/m", cloud.admin).status == 204)
            #expect(try await cloud.call(.get, Self.base + "/mappings/m", cloud.admin).status == 404)
        }
    }

    @Test(arguments: TestEngine.available) func serviceProviders(_ engine: TestEngine) async throws {
        try await IdentityFixture.run(engine) { cloud in
            let path = Self.base + "/service_providers/beta"
            let body: JSON = [
                "service_provider": [
                    "auth_url": "https://beta/v3/x/auth", "sp_url": "https://beta/Shibboleth.sso/SAML2/ECP",
                    "enabled": true,
                ]
            ]
            let made = try await cloud.call(.put, path, cloud.admin, body)
            #expect(made.status == 201 && made["service_provider"]["relay_state_prefix"] == "ss:mem:")
            #expect(try await cloud.call(.put, path, cloud.admin, body).status == 409)
            #expect(
                try await cloud.call(.put, path + "2", cloud.admin, ["service_provider": ["auth_url": "x"]]).status
                    == 400)
            let token = try await cloud.call(.get, "/v3/auth/tokens", cloud.admin, subject: cloud.admin)
            #expect(
                token["token"]["service_providers"] == [
                    [
                        "id": "beta", "auth_url": "https://beta/v3/x/auth",
                        "sp_url": "https://beta/Shibboleth.sso/SAML2/ECP",
                    ]
                ])
            let changed = try await cloud.call(
                .patch, path, cloud.admin, ["service_provider": ["enabled": false]])
            #expect(changed["service_provider"]["enabled"] == false)
            let without = try await cloud.call(.get, "/v3/auth/tokens", cloud.admin, subject: cloud.admin)
            #expect(without["token"]["service_providers"] == nil)
            #expect(
                try await cloud.call(.get, Self.base + "/service_providers?enabled=false", cloud.admin)[
                    "service_providers"
                ].array?.count == 1)
            #expect(try await cloud.call(.delete, path, cloud.admin).status == 204)
            let missing = try await cloud.call(.get, path, cloud.admin)
            #expect(missing.status == 404 && missing.message == "Could not find Service Provider: beta.")
        }
    }

    @Test func onlyAdministrators() async throws {
        try await IdentityFixture.run(.sqlite) { cloud in
            let member = try await cloud.person("mia").token
            let bodies: [String: JSON] = [
                "identity_providers/x": ["identity_provider": [:]], "mappings/x": ["mapping": ["rules": Self.rules]],
                "service_providers/x": ["service_provider": ["auth_url": "a:b", "sp_url": "a:b"]],
                "identity_providers/x/protocols/y": ["protocol": ["mapping_id": "m"]],
            ]
            for (path, body) in bodies {
                for method in [HTTPRequest.Method.put, .get, .delete] {
                    let answer = try await cloud.call(
                        method, "\(Self.base)/\(path)", member, method == .put ? body : nil)
                    #expect(answer.status == 403, "\(method) \(path)")
                }
            }
            for list in ["identity_providers", "identity_providers/x/protocols", "mappings", "service_providers"] {
                #expect(try await cloud.call(.get, "\(Self.base)/\(list)", member).status == 403, "\(list)")
                #expect(try await cloud.call(.get, "\(Self.base)/\(list)").status == 401)
            }
        }
    }
}
