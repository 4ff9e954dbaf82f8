import CloudCore
import CloudHTTP
import CloudJSON
import HTTPTypes

/// `/v3/OS-FEDERATION/identity_providers` (Identity API v3, OS-FEDERATION).
struct IdentityProvidersAPI: ResourceAPI {
    let actions: IdentityProviderActions

    static let (name, plural) = ("identity_provider", "identity_providers")
    static let idName = "idp_id"
    static let shape = ListShape(.keystone, filters: ["id": .text("id"), "enabled": .boolean("enabled")])
    static let creation = Schema.object(
        [
            "identity_provider": .object(members.merging(["domain_id": .nullable(Field.id)]) { $1 })
        ], required: ["identity_provider"])
    static let change = Schema.object(
        ["identity_provider": .object(members, minMembers: 1)], required: ["identity_provider"], others: .any)

    private static let members: [String: Schema] = [
        "enabled": .boolean, "description": Field.text,
        "authorization_ttl": .nullable(.integer(minimum: 0, maximum: 1 << 31)),
        "remote_ids": .nullable(.array(of: .string(maxLength: 255), unique: true)),
    ]

    var routes: [Route] {
        let path = "/v3/OS-FEDERATION/identity_providers"
        return [
            .get(path, "identity:list_identity_providers", list),
            .put(path + "/{idp_id}", "identity:create_identity_provider", body: Self.creation, create),
            .get(path + "/{idp_id}", "identity:get_identity_provider", show),
            .patch(path + "/{idp_id}", "identity:update_identity_provider", body: Self.change, update),
            .delete(path + "/{idp_id}", "identity:delete_identity_provider", delete),
        ]
    }

    func create(_ request: APIRequest) async throws -> Response {
        answer(.created, try await actions.create(request.parameter("idp_id"), input(request), request.caller), request)
    }

    func input(_ request: APIRequest) throws -> IdentityProviderActions.Input {
        let object = try request.object("identity_provider")
        var members = try Members(request, "identity_provider")
        return IdentityProviderActions.Input(
            domainID: members.string("domain_id"), enabled: members.bool("enabled"),
            description: members.nullableString("description"),
            authorizationTTL: object["authorization_ttl"].map(\.integer),
            remoteIDs: object["remote_ids"].map { $0.strings ?? [] })
    }

    static func write(_ provider: IdentityProvider, _ request: APIRequest, _ writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("id", provider.id)
            writer.field("domain_id", provider.domainID)
            writer.field("enabled", provider.enabled)
            writer.field("description", provider.description)
            writer.field("remote_ids", provider.remoteIDs)
            writer.field("authorization_ttl", provider.authorizationTTL)
            writer.field("links") { writer in
                writer.object { writer in
                    let own = request.federationURL("identity_providers", provider.id)
                    writer.field("self", own)
                    writer.field("protocols", own + "/protocols")
                }
            }
        }
    }
}

extension APIRequest {
    /// The address of something of OS-FEDERATION.
    func federationURL(_ parts: String...) -> String {
        "\(serviceURL)/v3/OS-FEDERATION/" + parts.map { PercentCoding.encode($0) }.joined(separator: "/")
    }
}
