import CloudCore
import CloudHTTP
import CloudJSON
import HTTPTypes

/// `/v3/users/{user_id}/application_credentials` (Identity API v3, "Application credentials").
struct ApplicationCredentialsAPI: Sendable {
    let actions: ApplicationCredentialActions

    static let shape = ListShape(.keystone, filters: ["name": .text("name")])
    static let creation = Field.body(
        "application_credential",
        [
            "name": Field.name, "description": Field.text, "secret": .nullable(.string(minLength: 1, maxLength: 4096)),
            "expires_at": .nullable(.string()), "unrestricted": .nullable(.boolean),
            "roles": .array(
                of: .object(["id": .string(maxLength: 64), "name": .string(maxLength: 255)], minMembers: 1)),
            "access_rules": .array(
                of: .object([
                    "id": Field.id, "service": Field.id, "path": .string(maxLength: 225, format: path),
                    "method": .string(format: method),
                ])),
        ], required: ["name"])

    private static let path = StringFormat("path", pattern: #"^\/.*"#) { $0.hasPrefix("/") }
    private static let method = StringFormat("method", pattern: "^(POST|GET|HEAD|PATCH|PUT|DELETE)$") {
        ["POST", "GET", "HEAD", "PATCH", "PUT", "DELETE"].contains($0)
    }

    var routes: [Route] {
        let path = "/v3/users/{user_id}/application_credentials"
        let one = path + "/{application_credential_id}"
        return [
            .get(path, "identity:list_application_credentials", list),
            .post(path, "identity:create_application_credential", body: Self.creation, create),
            .get(one, "identity:get_application_credential", show),
            .delete(one, "identity:delete_application_credential", delete),
        ]
    }

    func create(_ request: APIRequest) async throws -> Response {
        var members = try Members(request, "application_credential")
        let end = try members.string("expires_at").map(Timestamp.init(given:))
        let created = try await actions.create(
            request.parameter("user_id"),
            ApplicationCredentialActions.Input(
                name: members.string("name") ?? "", description: members.string("description"),
                secret: members.string("secret"),
                roles: members.array("roles")?.map(RoleReference.init),
                unrestricted: members.bool("unrestricted") ?? false, expiresAt: end,
                accessRules: members.array("access_rules") ?? []), request.caller)
        return .keystone("application_credential", .created) {
            Self.write(created.credential, created.roles, secret: created.secret, request, &$0)
        }
    }

    func list(_ request: APIRequest) async throws -> Response {
        let page = try await Self.shape.query(request).page {
            try await actions.list(request.parameter("user_id"), $0, request.caller)
        }
        return await .keystoneList("application_credentials", page, request, marker: \.0.id) {
            Self.write($1.0, $1.1, request, &$0)
        }
    }

    func show(_ request: APIRequest) async throws -> Response {
        let (credential, roles) = try await actions.show(id(request), of: request.parameter("user_id"), request.caller)
        return .keystone("application_credential") { Self.write(credential, roles, request, &$0) }
    }

    func delete(_ request: APIRequest) async throws -> Response {
        try await actions.delete(id(request), of: request.parameter("user_id"), request.caller)
        return .noContent
    }

    private func id(_ request: APIRequest) -> String { request.parameter("application_credential_id") }

    private static func write(
        _ credential: ApplicationCredential, _ roles: [Role], secret: String? = nil, _ request: APIRequest,
        _ writer: inout JSONWriter
    ) {
        writer.object { writer in
            writer.field("id", credential.id)
            writer.field("name", credential.name)
            writer.field("description", credential.description)
            writer.field("project_id", credential.projectID)
            writer.field("user_id", credential.userID)
            writer.field("unrestricted", credential.unrestricted)
            writer.field("expires_at", credential.expiresAt?.text(.microsecondsWithoutZone))
            writer.field("roles") { writer in
                writer.array(roles) { writer, role in
                    writer.object { writer in
                        writer.field("id", role.id)
                        writer.field("name", role.name)
                        writer.field("domain_id", role.domainID)
                    }
                }
            }
            writer.field("system", String?.none)
            writer.fieldIfPresent("secret", secret)
            if !credential.accessRules.isEmpty { writer.field("access_rules", credential.accessRules) }
            writer.extra(
                credential.extra,
                self: "\(request.serviceURL)/v3/users/\(credential.userID)/application_credentials/\(credential.id)")
        }
    }
}
