import CloudHTTP
import CloudJSON
import HTTPTypes

/// For which endpoints a stored policy is in effect (Identity API v3, extension "OS-ENDPOINT-POLICY").
struct EndpointPolicyAPI: Sendable {
    let actions: PolicyAssociationActions

    var routes: [Route] {
        let base = "/v3/policies/{policy_id}/OS-ENDPOINT-POLICY"
        return [
            .get(base + "/endpoints", "identity:list_endpoints_for_policy", endpoints),
            .get(
                "/v3/endpoints/{endpoint_id}/OS-ENDPOINT-POLICY/policy", "identity:get_policy_for_endpoint", policy),
        ]
            + tie(base + "/endpoints/{endpoint_id}", "endpoint") { .endpoint($0.parameter("endpoint_id")) }
            + tie(base + "/services/{service_id}", "service") { .service($0.parameter("service_id")) }
            + tie(base + "/services/{service_id}/regions/{region_id}", "region_and_service") {
                .regional(service: $0.parameter("service_id"), region: $0.parameter("region_id"))
            }
    }

    /// Check, create and delete the association of a policy with one kind of place.
    private func tie(
        _ path: String, _ words: String, _ place: @escaping @Sendable (APIRequest) -> PolicyAssociation.Place
    ) -> [Route] {
        [
            .get(path, "identity:check_policy_association_for_\(words)") { request in
                try await actions.check(request.parameter("policy_id"), place(request), request.caller)
                return .noContent
            },
            .put(path, "identity:create_policy_association_for_\(words)") { request in
                try await actions.create(request.parameter("policy_id"), place(request), request.caller)
                return .noContent
            },
            .delete(path, "identity:delete_policy_association_for_\(words)") { request in
                try await actions.delete(request.parameter("policy_id"), place(request), request.caller)
                return .noContent
            },
        ]
    }

    private func endpoints(_ request: APIRequest) async throws -> Response {
        let endpoints = try await actions.endpoints(of: request.parameter("policy_id"), request.caller)
        return await .keystoneList("endpoints", endpoints, request) { EndpointsAPI.write($1, request, &$0) }
    }

    private func policy(_ request: APIRequest) async throws -> Response {
        let policy = try await actions.policy(of: request.parameter("endpoint_id"), request.caller)
        return .keystone("policy") { PoliciesAPI.write(policy, request, &$0) }
    }
}
