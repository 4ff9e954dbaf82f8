import CloudCore
import CloudHTTP
import CloudJSON
import HTTPTypes

/// `/v3/OS-FEDERATION/service_providers` (Identity API v3, OS-FEDERATION).
struct ServiceProvidersAPI: ResourceAPI {
    let actions: ServiceProviderActions

    static let (name, plural) = ("service_provider", "service_providers")
    static let idName = "sp_id"
    static let shape = ListShape(.keystone, filters: ["id": .text("id"), "enabled": .boolean("enabled")])
    static let creation = Schema.object(
        ["service_provider": .object(members, required: ["auth_url", "sp_url"])], required: ["service_provider"])
    static let change = Schema.object(
        ["service_provider": .object(members, minMembers: 1)], required: ["service_provider"])

    private static let url = Schema.string(
        maxLength: 225, format: StringFormat("uri", pattern: "^[a-zA-Z0-9+.-]+:.+") { $0.isURL })
    private static let members: [String: Schema] = [
        "auth_url": url, "sp_url": url, "description": Field.text, "enabled": .boolean,
        "relay_state_prefix": .nullable(.string(maxLength: 255)),
    ]

    var routes: [Route] {
        let path = "/v3/OS-FEDERATION/service_providers"
        return [
            .get(path, "identity:list_service_providers", list),
            .put(path + "/{sp_id}", "identity:create_service_provider", body: Self.creation, create),
            .get(path + "/{sp_id}", "identity:get_service_provider", show),
            .patch(path + "/{sp_id}", "identity:update_service_provider", body: Self.change, update),
            .delete(path + "/{sp_id}", "identity:delete_service_provider", delete),
        ]
    }

    func create(_ request: APIRequest) async throws -> Response {
        answer(.created, try await actions.create(request.parameter("sp_id"), input(request), request.caller), request)
    }

    func input(_ request: APIRequest) throws -> ServiceProviderActions.Input {
        var members = try Members(request, "service_provider")
        return ServiceProviderActions.Input(
            authURL: members.string("auth_url"), spURL: members.string("sp_url"), enabled: members.bool("enabled"),
            description: members.nullableString("description"), relayStatePrefix: members.string("relay_state_prefix"))
    }

    static func write(_ provider: ServiceProvider, _ request: APIRequest, _ writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("id", provider.id)
            writer.field("auth_url", provider.authURL)
            writer.field("sp_url", provider.spURL)
            writer.field("enabled", provider.enabled)
            writer.field("description", provider.description)
            writer.field("relay_state_prefix", provider.relayStatePrefix)
            writer.links(self: request.federationURL("service_providers", provider.id))
        }
    }
}

extension String {
    /// A scheme, a colon, and something after it.
    fileprivate var isURL: Bool {
        guard let colon = firstIndex(of: ":"), colon != startIndex, index(after: colon) != endIndex else {
            return false
        }
        return self[..<colon].utf8.allSatisfy {
            (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0) || [43, 45, 46].contains($0)
        }
    }
}
