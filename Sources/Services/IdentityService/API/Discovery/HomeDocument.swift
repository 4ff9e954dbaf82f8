import CloudHTTP
import CloudJSON
import HTTPTypes

/// The document that lists the API for clients that ask for `application/json-home` (draft-nottingham-json-home-03,
/// Identity API v3 "JSON Home"): made of the routes themselves.
struct HomeDocument: Sendable {
    private struct Resource: Sendable {
        var relation: String
        /// Below `/v3`.
        var path: String
        var parameters: [(name: String, relation: String)]
    }

    private let resources: [Resource]

    init(_ routes: [Route]) {
        let paths = Set(routes.map(\.path).filter { $0.hasPrefix("/v3/") }).sorted()
        var seen: Set<String> = []
        resources = paths.map { Self.resource(String($0.dropFirst(3))) }.filter { seen.insert($0.relation).inserted }
    }

    /// The same routes; the version documents give this document to who asks for it.
    static func serving(_ routes: [Route]) -> [Route] {
        let document = HomeDocument(routes)
        return routes.map { route in
            guard route.method == .get, route.path == "/" || route.path == "/v3" else { return route }
            var copy = route
            let answer = route.answer
            copy.answer = { request in
                guard Self.isWanted(request.request.headers[.accept]) else { return try await answer(request) }
                return document.response(prefix: request.request.path.hasSuffix("/v3") ? "" : "/v3")
            }
            return copy
        }
    }

    /// Whether the client likes this form more than plain JSON.
    static func isWanted(_ accept: String?) -> Bool {
        var plain = 0.0
        var home = 0.0
        for range in (accept ?? "").split(separator: ",").prefix(64) {
            let parts = range.split(separator: ";").map { $0.filter { !$0.isWhitespace } }
            let quality = parts.dropFirst().first { $0.hasPrefix("q=") }.map { Double($0.dropFirst(2)) ?? 0 } ?? 1
            switch parts.first {
            case "application/json-home": home = max(home, quality)
            case "application/json", "application/*", "*/*": plain = max(plain, quality)
            default: break
            }
        }
        return home > plain
    }

    func response(prefix: String) -> Response {
        var response = Response.json { writer in
            writer.object { writer in
                writer.field("resources") { writer in
                    writer.object { writer in
                        for resource in resources { writer.field(resource.relation) { write(resource, prefix, &$0) } }
                    }
                }
            }
        }
        response.headers[.contentType] = "application/json-home"
        return response
    }

    private func write(_ resource: Resource, _ prefix: String, _ writer: inout JSONWriter) {
        writer.object { writer in
            guard !resource.parameters.isEmpty else { return writer.field("href", prefix + resource.path) }
            writer.field("href-template", prefix + resource.path)
            writer.field("href-vars") { writer in
                writer.object { writer in
                    for parameter in resource.parameters { writer.field(parameter.name, parameter.relation) }
                }
            }
        }
    }

    private static let base = "https://docs.openstack.org/api/openstack-identity/3/"

    private static func resource(_ path: String) -> Resource {
        var parts = named(path.split(separator: "/").map(String.init))
        let path = "/" + parts.joined(separator: "/")
        let owner = parts.first { $0.hasPrefix("OS-") }
        if parts.count > 1 { parts.removeAll { $0 == owner } }
        let space = owner.map { "ext/\($0)/1.0/" } ?? ""
        let name = names[parts.joined(separator: "/")] ?? derived(parts)
        let parameters = parts.filter { $0.hasPrefix("{") }.map { part in
            let name = String(part.dropFirst().dropLast())
            let isOwners = owner.map { ownParameters[$0]?.contains(name) == true } ?? false
            return (name, base + (isOwners ? space : "") + "param/" + name)
        }
        return Resource(relation: base + space + "rel/" + name, path: path, parameters: parameters)
    }

    /// Routes that serve several kinds of things say `{target_id}` and `{actor_id}`; clients are told which.
    private static func named(_ parts: [String]) -> [String] {
        parts.enumerated().map { index, part in
            guard index > 0, part == "{target_id}" || part == "{actor_id}" else { return part }
            return "{" + parts[index - 1].trimmingSuffix("s") + "_id}"
        }
    }

    /// `projects/{project_id}/users/{user_id}/roles` is `project_user_roles`.
    private static func derived(_ parts: [String]) -> String {
        var words: [String] = []
        for (index, part) in parts.enumerated() {
            if part.hasPrefix("{") {
                let name = String(part.dropFirst().dropLast())
                words.append(name == "idp_id" ? "identity_provider" : String(name.trimmingSuffix("_id")))
            } else if index + 1 == parts.count || !parts[index + 1].hasPrefix("{") {
                words.append(part)
            }
        }
        return words.joined(separator: "_")
    }

    private static let ownParameters: [String: Set<String>] = [
        "OS-EP-FILTER": ["endpoint_group_id"], "OS-TRUST": ["trust_id"],
        "OS-OAUTH1": ["consumer_id", "access_token_id", "request_token_id"],
        "OS-FEDERATION": ["idp_id", "protocol_id", "mapping_id", "service_provider_id", "sp_id"],
    ]

    /// Relations that their paths do not say.
    private static let names: [String: String] = [
        "users/{user_id}/password": "user_change_password", "roles/{prior_role_id}/implies": "implied_roles",
        "roles/{prior_role_id}/implies/{implied_role_id}": "implied_role", "ca": "ca_certificate",
        "projects/{project_id}/tags/{tag}": "project_tag", "limits/model": "limit_model",
        "endpoint_groups/{endpoint_group_id}/endpoints": "endpoints_in_endpoint_group",
        "endpoint_groups/{endpoint_group_id}/projects": "projects_associated_with_endpoint_group",
        "endpoint_groups/{endpoint_group_id}/projects/{project_id}": "endpoint_group_to_project_association",
        "policies/{policy_id}/endpoints/{endpoint_id}": "endpoint_policy_association",
        "policies/{policy_id}/services/{service_id}": "service_policy_association",
        "policies/{policy_id}/services/{service_id}/regions/{region_id}": "region_and_service_policy_association",
        "users/{user_id}/application_credentials": "application_credentials",
        "users/{user_id}/application_credentials/{application_credential_id}": "application_credential",
        "users/{user_id}/credentials/{access}": "user_credential",
        "users/{user_id}/access_rules": "access_rules", "users/{user_id}/access_rules/{access_rule_id}": "access_rule",
        "domains/{domain_id}/config/{group}": "domain_config_group",
        "domains/{domain_id}/config/{group}/{option}": "domain_config_option",
        "domains/{domain_id}/config/security_compliance/{option}": "domain_config_security_compliance_option",
        "domains/config/default": "domain_config_default",
        "domains/config/{group}/default": "domain_config_default_group",
        "domains/config/{group}/{option}/default": "domain_config_default_option",
        "auth/tokens/revoked": "revocations", "request_token": "request_tokens", "access_token": "access_tokens",
        "authorize/{request_token_id}": "authorize_request_token",
        "identity_providers/{idp_id}/protocols/{protocol_id}/auth": "identity_provider_protocol_auth",
        "auth/websso/{protocol_id}": "websso",
        "auth/identity_providers/{idp_id}/protocols/{protocol_id}/websso": "identity_providers_websso",
        "auth/saml2": "saml2", "auth/saml2/ecp": "ecp", "saml2/metadata": "metadata",
    ]
}

extension String {
    fileprivate func trimmingSuffix(_ suffix: String) -> Substring {
        hasSuffix(suffix) ? dropLast(suffix.count) : self[...]
    }
}
