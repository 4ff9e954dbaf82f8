import CloudCore
import CloudHTTP
import CloudJSON

/// `/v3/users/{user_id}/access_rules` (Identity API v3, "Application credentials").
struct AccessRulesAPI: Sendable {
    let actions: AccessRuleActions

    static let shape = ListShape(
        .keystone,
        filters: ["service": .text("service"), "path": .text("path"), "method": .text("method")])

    var routes: [Route] {
        let path = "/v3/users/{user_id}/access_rules"
        let one = path + "/{access_rule_id}"
        return [
            .get(path, "identity:list_access_rules", list), .get(one, "identity:get_access_rule", show),
            .delete(one, "identity:delete_access_rule", delete),
        ]
    }

    func list(_ request: APIRequest) async throws -> Response {
        let page = try await Self.shape.query(request).page {
            try await actions.list(request.parameter("user_id"), $0, request.caller)
        }
        return await .keystoneList("access_rules", page, request, marker: \.id) { Self.write($1, request, &$0) }
    }

    func show(_ request: APIRequest) async throws -> Response {
        let rule = try await actions.show(
            request.parameter("access_rule_id"), of: request.parameter("user_id"), request.caller)
        return .keystone("access_rule") { Self.write(rule, request, &$0) }
    }

    func delete(_ request: APIRequest) async throws -> Response {
        try await actions.delete(
            request.parameter("access_rule_id"), of: request.parameter("user_id"), request.caller)
        return .noContent
    }

    private static func write(_ rule: UserAccessRule, _ request: APIRequest, _ writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("id", rule.id)
            writer.field("service", rule.service)
            writer.field("path", rule.path)
            writer.field("method", rule.method)
            writer.links(self: "\(request.serviceURL)/v3/users/\(rule.userID)/access_rules/\(rule.id)")
        }
    }
}
