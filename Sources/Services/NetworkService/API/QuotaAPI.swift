import CloudCore
import CloudHTTP
import CloudJSON

/// `/v2.0/quotas` (extensions quotas and quota_details).
struct QuotaAPI: Sendable {
    let actions: QuotaActions

    /// Members of a change that are no limits.
    private static let switches: Set = ["tenant_id", "project_id", "force", "check_limit"]

    var routes: [Route] {
        let one = "/v2.0/quotas/{project_id}"
        return [
            .get("/v2.0/quotas", "get_quota", list), .get(one, "get_quota", show),
            .get(one + "/default", "get_quota", defaults), .get(one + "/details", "get_quota", details),
            .get(one + "/details.json", "get_quota", details), .get(one + ".json", "get_quota", show),
            .put(one, "update_quota", body: .any, update), .delete(one, "delete_quota", delete),
        ]
    }

    private func list(_ request: APIRequest) async throws -> Response {
        let all = try await actions.all(request.caller)
        return .json { writer in
            writer.object { writer in
                writer.field("quotas") { writer in
                    writer.array(all) { writer, item in
                        writer.object { writer in
                            writer.field("project_id", item.projectID)
                            writer.field("tenant_id", item.projectID)
                            for usage in item.limits { writer.field(usage.resource, usage.limit) }
                        }
                    }
                }
            }
        }
    }

    private func show(_ request: APIRequest) async throws -> Response {
        limits(try await actions.limits(request.parameter("project_id"), request.caller))
    }

    private func defaults(_ request: APIRequest) async throws -> Response {
        limits(try actions.defaults(request.parameter("project_id"), request.caller))
    }

    private func details(_ request: APIRequest) async throws -> Response {
        let usages = try await actions.details(request.parameter("project_id"), request.caller)
        return quota { writer in
            for usage in usages {
                writer.field(usage.resource) { writer in
                    writer.object { writer in
                        writer.field("limit", usage.limit)
                        writer.field("used", usage.used)
                        writer.field("reserved", 0)
                    }
                }
            }
        }
    }

    private func update(_ request: APIRequest) async throws -> Response {
        var wanted: [String: Int] = [:]
        let said = try request.member("quota")
        for (name, value) in said where !Self.switches.contains(name) {
            guard QuotaActions.resources.contains(name) else {
                throw Fault.badRequest("Unrecognized attribute(s) '\(name)'", code: "HTTPBadRequest")
            }
            do {
                wanted[name] = Int(try ValueRule.integer(-1...2_147_483_647).convert(value).integer ?? -1)
            } catch {
                throw Fault.badRequest("Invalid input for \(name). Reason: \(error.reason).", code: "HTTPBadRequest")
            }
        }
        let checked = said["check_limit"]?.bool == true
        return limits(
            try await actions.set(request.parameter("project_id"), wanted, checked: checked, request.caller))
    }

    private func delete(_ request: APIRequest) async throws -> Response {
        try await actions.reset(request.parameter("project_id"), request.caller)
        return .noContent
    }

    private func limits(_ usages: [QuotaActions.Usage]) -> Response {
        quota { writer in
            for usage in usages { writer.field(usage.resource, usage.limit) }
        }
    }

    private func quota(_ body: (inout JSONWriter) -> Void) -> Response {
        .json { writer in
            writer.object { writer in writer.field("quota") { $0.object { body(&$0) } } }
        }
    }
}
