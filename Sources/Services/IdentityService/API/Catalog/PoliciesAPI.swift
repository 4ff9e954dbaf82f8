import CloudCore
import CloudHTTP
import CloudJSON
import HTTPTypes

/// `/v3/policies` (Identity API v3, "Policies").
struct PoliciesAPI: ResourceAPI {
    let actions: StoredPolicyActions

    static let (name, plural) = ("policy", "policies")
    static let shape = ListShape(.keystone, filters: ["type": .text("type")])
    static let creation = Field.body("policy", members, required: ["blob", "type"])
    static let change = Field.body("policy", members, minMembers: 1)

    private static let members: [String: Schema] = [
        "blob": .string(maxLength: 1 << 20), "type": .string(maxLength: 255),
    ]

    var routes: [Route] {
        [
            .get("/v3/policies", "identity:list_policies", list),
            .post("/v3/policies", "identity:create_policy", body: Self.creation, create),
            .get("/v3/policies/{policy_id}", "identity:get_policy", show),
            .patch("/v3/policies/{policy_id}", "identity:update_policy", body: Self.change, update),
            .delete("/v3/policies/{policy_id}", "identity:delete_policy", delete),
        ]
    }

    func create(_ request: APIRequest) async throws -> Response {
        answer(.created, try await actions.create(input(request), request.caller), request)
    }

    func input(_ request: APIRequest) throws -> StoredPolicyActions.Input {
        var members = try Members(request, "policy")
        return StoredPolicyActions.Input(
            type: members.string("type"), blob: members.string("blob"), extra: members.extra())
    }

    static func write(_ policy: StoredPolicy, _ request: APIRequest, _ writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("id", policy.id)
            writer.field("type", policy.type)
            writer.field("blob", policy.blob)
            writer.extra(policy.extra, self: "\(request.serviceURL)/v3/policies/\(policy.id)")
        }
    }
}
