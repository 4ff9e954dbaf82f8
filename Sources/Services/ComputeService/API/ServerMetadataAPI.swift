import CloudCore
import CloudHTTP
import CloudJSON

/// `/servers/{id}/metadata`.
struct ServerMetadataAPI: Sendable {
    let actions: ServerMetadataActions

    func list(_ request: APIRequest) async throws -> Response {
        answer("metadata", try await actions.all(request.parameter("server_id"), request.caller))
    }

    func add(_ request: APIRequest) async throws -> Response {
        answer(
            "metadata", try await actions.add(try items(request), to: request.parameter("server_id"), request.caller))
    }

    func replace(_ request: APIRequest) async throws -> Response {
        answer(
            "metadata",
            try await actions.replace(try items(request), of: request.parameter("server_id"), request.caller))
    }

    func show(_ request: APIRequest) async throws -> Response {
        let key = request.parameter("key")
        return answer("meta", [key: try await actions.item(key, of: request.parameter("server_id"), request.caller)])
    }

    func set(_ request: APIRequest) async throws -> Response {
        let (key, items) = (request.parameter("key"), try request.object("meta").compactMapValues(\.string))
        guard items.count == 1 else { throw Fault.badRequest("Request body contains too many items") }
        guard let value = items[key] else { throw Fault.badRequest("Request body and URI mismatch") }
        _ = try await actions.add(
            [key: value], to: request.parameter("server_id"), request.caller,
            rule: "os_compute_api:server-metadata:update")
        return answer("meta", [key: value])
    }

    func remove(_ request: APIRequest) async throws -> Response {
        try await actions.remove(request.parameter("key"), of: request.parameter("server_id"), request.caller)
        return .noContent
    }

    private func items(_ request: APIRequest) throws -> [String: String] {
        try request.object("metadata").compactMapValues(\.string)
    }

    private func answer(_ name: String, _ items: [String: String]) -> Response {
        .json { writer in writer.object { $0.field(name, items) } }
    }
}
