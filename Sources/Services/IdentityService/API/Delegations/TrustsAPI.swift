import CloudCore
import CloudHTTP
import CloudJSON
import HTTPTypes

/// `/v3/OS-TRUST/trusts` (Identity API v3 OS-TRUST).
struct TrustsAPI: Sendable {
    let actions: TrustActions

    static let shape = ListShape(
        .keystone,
        filters: ["trustor_user_id": .text("trustor_user_id"), "trustee_user_id": .text("trustee_user_id")])
    /// A role by its id or by its name.
    static let role = Schema.either(
        [
            .object(["id": .string(minLength: 1, maxLength: 64)], required: ["id"]),
            .object(["name": Field.name], required: ["name"]),
        ], expected: "valid under any of the given schemas")
    static let creation = Field.body(
        "trust",
        [
            "trustor_user_id": .string(maxLength: 255), "trustee_user_id": .string(maxLength: 255),
            "impersonation": .boolean, "project_id": .nullable(.string(maxLength: 64)),
            "remaining_uses": .nullable(.integer(minimum: 1, maximum: Int64(Int32.max))),
            "expires_at": .nullable(.string(maxLength: 255)), "allow_redelegation": .nullable(.boolean),
            "redelegation_count": .nullable(.integer(minimum: 0, maximum: Int64(Int32.max))),
            "redelegated_trust_id": .nullable(.string(maxLength: 64)), "roles": .array(of: role, maxItems: 1000),
        ], required: ["trustor_user_id", "trustee_user_id", "impersonation"])

    var routes: [Route] {
        let path = "/v3/OS-TRUST/trusts"
        let one = path + "/{trust_id}"
        return [
            .get(path, "identity:list_trusts", list), .post(path, "identity:create_trust", body: Self.creation, create),
            .get(one, "identity:get_trust", show), .delete(one, "identity:delete_trust", delete),
            .get(one + "/roles", "identity:list_roles_for_trust", listRoles),
            .get(one + "/roles/{role_id}", "identity:get_role_for_trust", showRole),
        ]
    }

    func create(_ request: APIRequest) async throws -> Response {
        var members = try Members(request, "trust")
        let made = try await actions.create(
            TrustActions.Input(
                trustorUserID: members.string("trustor_user_id") ?? "",
                trusteeUserID: members.string("trustee_user_id") ?? "",
                projectID: members.string("project_id").flatMap { $0.isEmpty ? nil : $0 },
                roles: (members.array("roles") ?? []).map(RoleReference.init),
                impersonation: members.bool("impersonation") ?? false, expiresAt: members.string("expires_at"),
                remainingUses: members.integer("remaining_uses"),
                allowRedelegation: members.bool("allow_redelegation") ?? false,
                redelegationCount: members.integer("redelegation_count"),
                extra: members.extra(without: "redelegated_trust_id", "deleted_at", "roles_links")), request.caller)
        return .keystone("trust", .created) { Self.write(made.0, made.1, request, &$0) }
    }

    func list(_ request: APIRequest) async throws -> Response {
        let page = try await Self.shape.query(request).page { try await actions.list($0, request.caller) }
        return await .keystoneList("trusts", page, request, marker: \.id) { Self.write($1, nil, request, &$0) }
    }

    func show(_ request: APIRequest) async throws -> Response {
        let (trust, roles) = try await actions.show(request.parameter("trust_id"), request.caller)
        return .keystone("trust") { Self.write(trust, roles, request, &$0) }
    }

    func delete(_ request: APIRequest) async throws -> Response {
        try await actions.delete(request.parameter("trust_id"), request.caller)
        return .noContent
    }

    func listRoles(_ request: APIRequest) async throws -> Response {
        let (trust, roles) = try await actions.show(
            request.parameter("trust_id"), as: "identity:list_roles_for_trust", request.caller)
        return .json { writer in
            writer.object { writer in
                writer.field("roles") { $0.array(roles) { RolesAPI.write($1, request, &$0) } }
                writer.field("links") { Self.roleLinks(trust, request, &$0) }
            }
        }
    }

    func showRole(_ request: APIRequest) async throws -> Response {
        let role = try await actions.role(
            request.parameter("role_id"), of: request.parameter("trust_id"), request.caller)
        return .keystone("role") { RolesAPI.write(role, request, &$0) }
    }

    private static func roleLinks(_ trust: Trust, _ request: APIRequest, _ writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("self", "\(request.serviceURL)/v3/OS-TRUST/trusts/\(trust.id)/roles")
            writer.field("next", String?.none)
            writer.field("previous", String?.none)
        }
    }

    /// - Parameter roles: nil in lists, where they are left out.
    private static func write(
        _ trust: Trust, _ roles: [Role]?, _ request: APIRequest, _ writer: inout JSONWriter
    ) {
        writer.object { writer in
            writer.field("id", trust.id)
            writer.field("trustor_user_id", trust.trustorUserID)
            writer.field("trustee_user_id", trust.trusteeUserID)
            writer.field("project_id", trust.projectID)
            writer.field("impersonation", trust.impersonation)
            writer.field("expires_at", trust.expiresAt?.text(.microseconds))
            writer.field("remaining_uses", trust.remainingUses)
            writer.field("redelegated_trust_id", trust.redelegatedTrustID)
            writer.field("redelegation_count", trust.redelegationCount)
            writer.field("deleted_at", String?.none)
            if let roles {
                writer.field("roles") { $0.array(roles) { RolesAPI.write($1, request, &$0) } }
                writer.field("roles_links") { roleLinks(trust, request, &$0) }
            }
            writer.extra(trust.extra, self: "\(request.serviceURL)/v3/OS-TRUST/trusts/\(trust.id)")
        }
    }
}
