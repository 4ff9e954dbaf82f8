import CloudCore
import CloudHTTP
import CloudJSON
import HTTPTypes

/// `/v3/users` (Identity API v3, "Users").
struct UsersAPI: Sendable {
    let actions: UserActions
    let groups: GroupActions
    let projects: ProjectActions

    static let shape = ListShape(
        .keystone,
        filters: [
            "name": .text("name"), "domain_id": .text("domain_id"), "enabled": .boolean("enabled"),
            "default_project_id": .text("default_project_id"),
        ])
    static let creation = Field.body("user", members, required: ["name"])
    static let change = Field.body("user", members, minMembers: 1)

    static let passwordChange = Field.body(
        "user", ["password": .string(maxLength: 4096), "original_password": .string(maxLength: 4096)],
        required: ["original_password", "password"])

    private static let members: [String: Schema] = [
        "name": Field.name, "password": .nullable(.string(maxLength: 4096)), "enabled": .boolean, "domain_id": Field.id,
        "default_project_id": .nullable(.string(maxLength: 64)), "description": Field.text,
        "options": UserOptionFields.schema, "federated": FederatedMember.schema,
    ]

    var routes: [Route] {
        [
            .get("/v3/users", "identity:list_users", list),
            .post("/v3/users", "identity:create_user", body: Self.creation, create),
            .get("/v3/users/{user_id}", "identity:get_user", show),
            .patch("/v3/users/{user_id}", "identity:update_user", body: Self.change, update),
            .delete("/v3/users/{user_id}", "identity:delete_user", delete),
            // Whoever knows the old password needs no token.
            Route.post("/v3/users/{user_id}/password", "-", body: Self.passwordChange, changePassword).open(),
            .delete("/v3/users/{user_id}/tokens", "identity:revoke_tokens_for_user", revokeTokens),
            .get("/v3/users/{user_id}/groups", "identity:list_groups_for_user", listGroups),
            .get("/v3/users/{user_id}/projects", "identity:list_user_projects", listProjects),
        ]
    }

    func create(_ request: APIRequest) async throws -> Response {
        try await answer(.created, try await actions.create(input(request), request.caller), request)
    }

    func list(_ request: APIRequest) async throws -> Response {
        let query = try PasswordExpiryFilter.add(to: Self.shape.query(request), request)
        let known = User.known(
            idpID: request.query["idp_id"], protocolID: request.query["protocol_id"],
            uniqueID: request.query["unique_id"])
        let page = try await query.page { try await actions.list($0, known, request.caller) }
        let identities = try await actions.identities(of: page.items)
        return await .keystoneList("users", page, request, marker: \.id) {
            Self.write($1, identities[$1.id] ?? [], request, &$0)
        }
    }

    func show(_ request: APIRequest) async throws -> Response {
        try await answer(.ok, try await actions.show(request.parameter("user_id"), request.caller), request)
    }

    func update(_ request: APIRequest) async throws -> Response {
        let user = try await actions.update(request.parameter("user_id"), input(request), request.caller)
        return try await answer(.ok, user, request)
    }

    func delete(_ request: APIRequest) async throws -> Response {
        try await actions.delete(request.parameter("user_id"), request.caller)
        return .noContent
    }

    func changePassword(_ request: APIRequest) async throws -> Response {
        var members = try Members(request, "user")
        try await actions.passwords.change(
            request.parameter("user_id"), from: members.string("original_password") ?? "",
            to: members.string("password") ?? "")
        return .noContent
    }

    /// Ends everything that a user holds: for those who cannot change a password here.
    func revokeTokens(_ request: APIRequest) async throws -> Response {
        try await actions.revokeTokens(of: request.parameter("user_id"), request.caller)
        return .noContent
    }

    func listGroups(_ request: APIRequest) async throws -> Response {
        let page = try await GroupsAPI.shape.query(request).page {
            try await groups.list(ofUser: request.parameter("user_id"), $0, request.caller)
        }
        let ends = try await actions.expiringMemberships(of: request.parameter("user_id"))
        return await .keystoneList("groups", page, request, marker: \.id) {
            GroupsAPI.write($1, request, endsAt: .some(ends[$1.id]), &$0)
        }
    }

    func listProjects(_ request: APIRequest) async throws -> Response {
        let filters = try ProjectsAPI.shape.query(request).filters
        let found = try await projects.list(ofUser: request.parameter("user_id"), filters, request.caller)
        return await .keystoneList("projects", found, request) { ProjectsAPI.write($1, request, &$0) }
    }

    private func input(_ request: APIRequest) throws -> UserActions.Input {
        var members = try Members(request, "user")
        let federated = members.array("federated").map(FederatedMember.read)
        return UserActions.Input(
            name: members.string("name"), domainID: members.string("domain_id"),
            password: members.nullableString("password"), enabled: members.bool("enabled"),
            defaultProjectID: members.nullableString("default_project_id"), options: members.object("options"),
            extra: members.extra(
                without: "password_expires_at", "original_password", "password_hash", "secret", "federated"),
            federated: federated)
    }

    private func answer(_ status: HTTPStatus, _ user: User, _ request: APIRequest) async throws -> Response {
        let identities = try await actions.identities(of: [user])[user.id] ?? []
        return .keystone("user", status) { Self.write(user, identities, request, &$0) }
    }

    static func write(
        _ user: User, _ identities: [FederatedIdentity], _ request: APIRequest, _ writer: inout JSONWriter
    ) {
        writer.object { writer in
            writer.field("id", user.id)
            writer.field("name", user.name)
            writer.field("domain_id", user.domainID)
            writer.field("enabled", user.enabled)
            writer.fieldIfPresent("default_project_id", user.defaultProjectID)
            writer.field("password_expires_at", user.passwordExpiresAt?.text(.microseconds))
            writer.field("options", user.options)
            FederatedMember.write(identities, &writer)
            writer.extra(user.extra, self: "\(request.serviceURL)/v3/users/\(user.id)")
        }
    }
}
