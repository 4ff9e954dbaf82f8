import CloudCore
import CloudHTTP
import CloudJSON
import HTTPTypes

/// `/v3/OS-FEDERATION/identity_providers/{idp_id}/protocols` (Identity API v3, OS-FEDERATION).
struct FederationProtocolsAPI: Sendable {
    let actions: FederationProtocolActions

    static let shape = ListShape(.keystone, filters: ["id": .text("id")])
    static let creation = body(.nullable(.string(maxLength: 64)))
    static let change = body(.string(maxLength: 64))

    private static func body(_ attribute: Schema) -> Schema {
        .object(
            [
                "protocol": .object(
                    ["mapping_id": .string(minLength: 1, maxLength: 64), "remote_id_attribute": attribute],
                    required: ["mapping_id"])
            ], required: ["protocol"])
    }

    var routes: [Route] {
        let path = "/v3/OS-FEDERATION/identity_providers/{idp_id}/protocols"
        return [
            .get(path, "identity:list_protocols", list),
            .put(path + "/{protocol_id}", "identity:create_protocol", body: Self.creation, create),
            .get(path + "/{protocol_id}", "identity:get_protocol", show),
            .patch(path + "/{protocol_id}", "identity:update_protocol", body: Self.change, update),
            .delete(path + "/{protocol_id}", "identity:delete_protocol", delete),
        ]
    }

    func create(_ request: APIRequest) async throws -> Response {
        let (id, idpID) = names(request)
        return answer(.created, try await actions.create(id, of: idpID, input(request), request.caller), request)
    }

    func list(_ request: APIRequest) async throws -> Response {
        let page = try await Self.shape.query(request).page {
            try await actions.list(of: request.parameter("idp_id"), $0, request.caller)
        }
        return await .keystoneList("protocols", page, request, marker: \.key) { Self.write($1, request, &$0) }
    }

    func show(_ request: APIRequest) async throws -> Response {
        let (id, idpID) = names(request)
        return answer(.ok, try await actions.show(id, of: idpID, request.caller), request)
    }

    func update(_ request: APIRequest) async throws -> Response {
        let (id, idpID) = names(request)
        return answer(.ok, try await actions.update(id, of: idpID, input(request), request.caller), request)
    }

    func delete(_ request: APIRequest) async throws -> Response {
        let (id, idpID) = names(request)
        try await actions.delete(id, of: idpID, request.caller)
        return .noContent
    }

    private func names(_ request: APIRequest) -> (String, String) {
        (request.parameter("protocol_id"), request.parameter("idp_id"))
    }

    private func input(_ request: APIRequest) throws -> FederationProtocolActions.Input {
        var members = try Members(request, "protocol")
        return FederationProtocolActions.Input(
            mappingID: members.string("mapping_id") ?? "",
            remoteIDAttribute: members.nullableString("remote_id_attribute"))
    }

    private func answer(_ status: HTTPStatus, _ found: FederationProtocol, _ request: APIRequest) -> Response {
        .keystone("protocol", status) { Self.write(found, request, &$0) }
    }

    private static func write(_ found: FederationProtocol, _ request: APIRequest, _ writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("id", found.id)
            writer.field("mapping_id", found.mappingID)
            writer.field("remote_id_attribute", found.remoteIDAttribute)
            writer.field("links") { writer in
                writer.object { writer in
                    let provider = request.federationURL("identity_providers", found.idpID)
                    writer.field("self", provider + "/protocols/" + PercentCoding.encode(found.id))
                    writer.field("identity_provider", provider)
                }
            }
        }
    }
}
