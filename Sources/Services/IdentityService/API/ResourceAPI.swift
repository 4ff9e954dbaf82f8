import CloudCore
import CloudHTTP
import CloudJSON
import HTTPTypes

/// The operations that are alike for most resources. What a resource's own file says is its routes, how it is made, its
/// members on their way in and out, and any of these operations that is not as here.
protocol ResourceAPI: Sendable {
    associatedtype Actions: ResourceActions

    var actions: Actions { get }
    /// As bodies name one, and many: `region`, `regions`.
    static var name: String { get }
    static var plural: String { get }
    /// The part of its paths that is its id.
    static var idName: String { get }
    static var shape: ListShape { get }

    /// What the client says of it.
    func input(_ request: APIRequest) throws -> Actions.Change
    static func write(_ resource: Actions.Resource, _ request: APIRequest, _ writer: inout JSONWriter)
}

extension ResourceAPI {
    static var idName: String { name + "_id" }

    func list(_ request: APIRequest) async throws -> Response {
        let page = try await Self.shape.query(request).page { try await actions.list($0, request.caller) }
        return await .keystoneList(Self.plural, page, request, marker: \.id) { Self.write($1, request, &$0) }
    }

    func show(_ request: APIRequest) async throws -> Response {
        answer(.ok, try await actions.show(request.parameter(Self.idName), request.caller), request)
    }

    func update(_ request: APIRequest) async throws -> Response {
        let id = request.parameter(Self.idName)
        return answer(.ok, try await actions.update(id, input(request), request.caller), request)
    }

    func delete(_ request: APIRequest) async throws -> Response {
        try await actions.delete(request.parameter(Self.idName), request.caller)
        return .noContent
    }

    func answer(_ status: HTTPStatus, _ resource: Actions.Resource, _ request: APIRequest) -> Response {
        .keystone(Self.name, status) { Self.write(resource, request, &$0) }
    }
}
