import CloudCore
import CloudHTTP
import CloudJSON
import HTTPTypes

/// `/resource_classes`.
struct ResourceClassAPI: Sendable {
    let actions: ResourceClassActions

    static let body = Schema.object(["name": .string(maxLength: 255, format: .customSymbol)], required: ["name"])

    func list(_ request: APIRequest) async throws -> Response {
        let classes = try await actions.list(request.caller)
        return Response.json { writer in
            writer.object { writer in
                writer.field("resource_classes") { writer in writer.array(classes) { write($1.name, &$0) } }
            }
        }
        .fresh(classes.map(\.createdAt), request)
    }

    func show(_ request: APIRequest) async throws -> Response {
        let known = try await actions.show(request.parameter("name"), request.caller)
        return Response.json { write(known.name, &$0) }.fresh([known.createdAt], request)
    }

    func create(_ request: APIRequest) async throws -> Response {
        let name = request.body["name"]?.string ?? ""
        try await actions.create(name, request.caller)
        return Response(.created).with(.location, address(name, request))
    }

    func ensure(_ request: APIRequest) async throws -> Response {
        let name = request.parameter("name")
        try Self.body.check(["name": .string(name)])
        let isNew = try await actions.ensure(name, request.caller)
        return Response(isNew ? .created : .noContent).with(.location, address(name, request))
    }

    func rename(_ request: APIRequest) async throws -> Response {
        let new = request.body["name"]?.string ?? ""
        try await actions.rename(request.parameter("name"), to: new, request.caller)
        return .json { write(new, &$0) }
    }

    func delete(_ request: APIRequest) async throws -> Response {
        try await actions.delete(request.parameter("name"), request.caller)
        return .noContent
    }

    private func address(_ name: String, _ request: APIRequest) -> String {
        "\(request.serviceURL)/resource_classes/\(name)"
    }

    private func write(_ name: String, _ writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("name", name)
            writer.field("links") { writer in
                writer.array(["self"]) { writer, rel in
                    writer.object { writer in
                        writer.field("rel", rel)
                        writer.field("href", "\(PlacementRole.mount)/resource_classes/\(name)")
                    }
                }
            }
        }
    }
}
