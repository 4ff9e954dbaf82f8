import CloudCore
import CloudHTTP
import CloudJSON
import CloudService
import HTTPTypes
import NIOCore
import ServiceClients

/// The cloud's APIs as its own commands use them: over HTTP, signed in as the administrator.
struct CloudClient: Sendable {
    private let transport: HTTPTransport
    private let session: ServiceSession

    /// - Parameter url: of the APIs.
    init(_ cloud: LocalCloud, url: String) throws {
        transport = HTTPTransport(
            baseURL: url, timeout: .seconds(300), authorities: try TLSSettings(cloud.configuration).authorities)
        session = ServiceSession(
            identity: ServiceEndpoint(transport, path: "/identity"),
            credentials: ServiceCredentials(
                username: "admin", password: try cloud.folder.secret("admin-password"), projectName: "admin"))
    }

    func close() async { try? await transport.shutdown() }

    /// - Parameter path: with the mount: `/compute/v2.1/servers`.
    func get(_ path: String, _ query: [(name: String, value: String)] = []) async throws -> JSON {
        try await send(Request(.get, path, query: Query(items: query)))
    }

    func post(_ path: String, _ body: JSON) async throws -> JSON { try await send(.json(.post, path, body)) }
    func put(_ path: String, _ body: JSON) async throws -> JSON { try await send(.json(.put, path, body)) }

    func send(_ request: Request) async throws -> JSON {
        let response = try await session.send(request, to: ServiceEndpoint(transport, path: ""))
        return try await response.checked("\(request.method) \(request.path)")
    }

    /// The only item of a list with that name; nil when there is none.
    func find(_ path: String, _ member: String, name: String) async throws -> JSON? {
        try await get(path, [("name", name)])[member]?.array?.first { $0["name"]?.string == name }
    }

    /// The item with that name, created by `body` when there is none.
    func ensure(_ path: String, _ member: String, _ list: String, name: String, _ body: JSON) async throws -> JSON {
        if let found = try await find(path, list, name: name) { return found }
        return try await post(path, [member: body])[member] ?? .null
    }
}

extension JSON {
    /// An answer's `id`; a fault in words when there is none.
    var id: String {
        get throws {
            guard let id = self["id"]?.string else { throw Fault(500, "An answer without an id: \(text)") }
            return id
        }
    }
}
