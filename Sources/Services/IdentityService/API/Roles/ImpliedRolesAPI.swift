import CloudHTTP
import CloudJSON
import HTTPTypes

/// `/v3/roles/{role_id}/implies`, `/v3/role_inferences` (Identity API v3, "Roles").
struct ImpliedRolesAPI: Sendable {
    let actions: ImpliedRoleActions

    var routes: [Route] {
        let path = "/v3/roles/{prior_role_id}/implies"
        return [
            .get("/v3/role_inferences", "identity:list_role_inference_rules", inferences),
            .get(path, "identity:list_implied_roles", list),
            .get(path + "/{implied_role_id}", "identity:get_implied_role", show),
            .head(path + "/{implied_role_id}", "identity:check_implied_role", check),
            .put(path + "/{implied_role_id}", "identity:create_implied_role", create),
            .delete(path + "/{implied_role_id}", "identity:delete_implied_role", delete),
        ]
    }

    func inferences(_ request: APIRequest) async throws -> Response {
        let rules = try await actions.inferences(request.caller)
        return .json { writer in
            writer.object { writer in
                writer.field("role_inferences") { writer in
                    writer.array(rules) { writer, rule in
                        Self.inference(of: rule.prior, request, &writer) { writer in
                            writer.array(rule.implied) { Self.role($1, request, &$0) }
                        }
                    }
                }
                writer.links(self: request.selfURL)
            }
        }
    }

    func list(_ request: APIRequest) async throws -> Response {
        let (prior, implied) = try await actions.list(request.parameter("prior_role_id"), request.caller)
        return answer(.ok, prior, request) { $0.array(implied) { Self.role($1, request, &$0) } }
    }

    func show(_ request: APIRequest) async throws -> Response {
        let pair = try await actions.show(prior(request), implied(request), request.caller)
        return answer(.ok, pair.prior, request) { Self.role(pair.implied, request, &$0) }
    }

    func check(_ request: APIRequest) async throws -> Response {
        _ = try await actions.show(
            prior(request), implied(request), rule: "identity:check_implied_role", request.caller)
        return .noContent
    }

    func create(_ request: APIRequest) async throws -> Response {
        let pair = try await actions.create(prior(request), implied(request), request.caller)
        return answer(.created, pair.prior, request) { Self.role(pair.implied, request, &$0) }
    }

    func delete(_ request: APIRequest) async throws -> Response {
        try await actions.delete(prior(request), implied(request), request.caller)
        return .noContent
    }

    private func prior(_ request: APIRequest) -> String { request.parameter("prior_role_id") }
    private func implied(_ request: APIRequest) -> String { request.parameter("implied_role_id") }

    private func answer(
        _ status: HTTPStatus, _ prior: Role, _ request: APIRequest, implies: (inout JSONWriter) -> Void
    ) -> Response {
        .json(status) { writer in
            writer.object { writer in
                writer.field("role_inference") { Self.inference(of: prior, request, &$0, implies: implies) }
                writer.links(self: request.selfURL)
            }
        }
    }

    private static func inference(
        of prior: Role, _ request: APIRequest, _ writer: inout JSONWriter, implies: (inout JSONWriter) -> Void
    ) {
        writer.object { writer in
            writer.field("prior_role") { role(prior, request, &$0) }
            writer.field("implies", implies)
        }
    }

    private static func role(_ role: Role, _ request: APIRequest, _ writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("id", role.id)
            writer.field("name", role.name)
            writer.fieldIfPresent("domain_id", role.domainID)
            writer.links(self: "\(request.serviceURL)/v3/roles/\(role.id)")
        }
    }
}
