import CloudHTTP
import CloudJSON
import HTTPTypes

/// `/v3/users/{user_id}/credentials/OS-EC2` (Identity API v3 extensions, "OS-EC2").
struct EC2CredentialsAPI: Sendable {
    let actions: EC2CredentialActions

    static let creation = Schema.object(
        ["tenant_id": .string(minLength: 1, maxLength: 64)], required: ["tenant_id"], others: .any)

    var routes: [Route] {
        let path = "/v3/users/{user_id}/credentials/OS-EC2"
        let one = path + "/{access}"
        return [
            .get(path, "identity:ec2_list_credentials", list),
            .post(path, "identity:ec2_create_credential", body: Self.creation, create),
            .get(one, "identity:ec2_get_credential", show),
            .delete(one, "identity:ec2_delete_credential", delete),
        ]
    }

    func create(_ request: APIRequest) async throws -> Response {
        let owned = try await actions.create(
            request.parameter("user_id"), projectID: request.body["tenant_id"]?.string ?? "", request.caller)
        return .keystone("credential", .created) { Self.write(owned, request, &$0) }
    }

    func list(_ request: APIRequest) async throws -> Response {
        let keys = try await actions.list(request.parameter("user_id"), request.caller)
        return await .keystoneList("credentials", keys, request) { Self.write($1, request, &$0) }
    }

    func show(_ request: APIRequest) async throws -> Response {
        let owned = try await actions.show(
            request.parameter("access"), of: request.parameter("user_id"), request.caller)
        return .keystone("credential") { Self.write(owned, request, &$0) }
    }

    func delete(_ request: APIRequest) async throws -> Response {
        try await actions.delete(request.parameter("access"), of: request.parameter("user_id"), request.caller)
        return .noContent
    }

    private static func write(
        _ owned: EC2CredentialActions.Owned, _ request: APIRequest, _ writer: inout JSONWriter
    ) {
        let path = "/v3/users/\(owned.userID)/credentials/OS-EC2/\(owned.key.access)"
        writer.object { writer in
            writer.field("user_id", owned.userID)
            writer.field("tenant_id", owned.projectID)
            writer.field("access", owned.key.access)
            writer.field("secret", owned.key.secret)
            writer.field("trust_id", owned.key.members["trust_id"]?.string)
            writer.links(self: request.serviceURL + path)
        }
    }
}
