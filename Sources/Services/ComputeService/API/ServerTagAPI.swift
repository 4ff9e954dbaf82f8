import CloudCore
import CloudHTTP
import CloudJSON
import HTTPTypes

/// `/servers/{id}/tags`, from 2.26.
struct ServerTagAPI: Sendable {
    let actions: ServerTagActions

    func list(_ request: APIRequest) async throws -> Response {
        answer(try await actions.all(request.parameter("server_id"), request.caller))
    }

    func show(_ request: APIRequest) async throws -> Response {
        try await actions.require(request.parameter("tag"), of: request.parameter("server_id"), request.caller)
        return .noContent
    }

    func add(_ request: APIRequest) async throws -> Response {
        let (id, tag) = (request.parameter("server_id"), request.parameter("tag"))
        guard tag.unicodeScalars.count <= 60 else { throw Fault.badRequest("'\(tag)' is too long") }
        guard try await actions.add(tag, to: id, request.caller) else { return .noContent }
        return Response(.created).with(.location, request.selfURL)
    }

    func replace(_ request: APIRequest) async throws -> Response {
        let wanted = request.body["tags"]?.strings ?? []
        return answer(try await actions.replace(wanted, of: request.parameter("server_id"), request.caller))
    }

    func remove(_ request: APIRequest) async throws -> Response {
        try await actions.remove(request.parameter("tag"), of: request.parameter("server_id"), request.caller)
        return .noContent
    }

    func removeAll(_ request: APIRequest) async throws -> Response {
        try await actions.removeAll(of: request.parameter("server_id"), request.caller)
        return .noContent
    }

    private func answer(_ tags: [String]) -> Response {
        .json { writer in writer.object { $0.field("tags", tags) } }
    }
}
