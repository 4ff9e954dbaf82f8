import CloudCore
import CloudHTTP
import CloudJSON
import HTTPTypes

/// `/v3/credentials` (Identity API v3, "Credentials").
struct CredentialsAPI: ResourceAPI {
    let actions: CredentialActions

    static let (name, plural) = ("credential", "credentials")
    static let shape = ListShape(.keystone, filters: ["user_id": .text("user_id"), "type": .text("type")])
    static let creation = Field.body("credential", members, required: ["blob", "type", "user_id"])
    static let change = Field.body("credential", members, minMembers: 1)

    private static let members: [String: Schema] = [
        "blob": .string(maxLength: CredentialVault.maximum), "type": .string(minLength: 1, maxLength: 255),
        "user_id": .string(minLength: 1, maxLength: 64), "project_id": .nullable(.string(minLength: 1, maxLength: 64)),
    ]

    var routes: [Route] {
        let one = "/v3/credentials/{credential_id}"
        return [
            .get("/v3/credentials", "identity:list_credentials", list),
            .post("/v3/credentials", "identity:create_credential", body: Self.creation, create),
            .get(one, "identity:get_credential", show),
            .patch(one, "identity:update_credential", body: Self.change, update),
            .delete(one, "identity:delete_credential", delete),
        ]
    }

    func create(_ request: APIRequest) async throws -> Response {
        answer(.created, try await actions.create(input(request), request.caller), request)
    }

    func input(_ request: APIRequest) throws -> CredentialActions.Input {
        var members = try Members(request, "credential")
        return CredentialActions.Input(
            userID: members.string("user_id"), projectID: members.nullableString("project_id"),
            type: members.string("type"), blob: members.string("blob"), extra: members.extra())
    }

    static func write(_ credential: Credential, _ request: APIRequest, _ writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("id", credential.id)
            writer.field("user_id", credential.userID)
            writer.field("project_id", credential.projectID)
            writer.field("type", credential.type)
            writer.field("blob", credential.blob)
            writer.extra(credential.extra, self: "\(request.serviceURL)/v3/credentials/\(credential.id)")
        }
    }
}
