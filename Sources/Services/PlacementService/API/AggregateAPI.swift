import CloudCore
import CloudHTTP
import CloudJSON
import HTTPTypes

/// `/resource_providers/{uuid}/aggregates`.
struct AggregateAPI: Sendable {
    let actions: AggregateActions

    static let change = Schema.array(of: .string(format: .uuid), unique: true)
    static let changeWithGeneration = Schema.object(
        ["aggregates": change, "resource_provider_generation": .anyInteger],
        required: ["aggregates", "resource_provider_generation"])

    func list(_ request: APIRequest) async throws -> Response {
        answer(try await actions.list(request.uuid, request.caller), request)
    }

    func set(_ request: APIRequest) async throws -> Response {
        let given = request.body["aggregates"] ?? request.body
        let aggregates = (given.strings ?? []).map(SymbolName.normalized(uuid:))
        let generation = hasGeneration(request) ? request.body["resource_provider_generation"]?.integer : nil
        return answer(try await actions.set(request.uuid, aggregates, generation: generation, request.caller), request)
    }

    private func hasGeneration(_ request: APIRequest) -> Bool { request.version >= Microversion(1, 19) }

    private func answer(_ result: AggregateActions.OfProvider, _ request: APIRequest) -> Response {
        Response.json { writer in
            writer.object { writer in
                writer.field("aggregates", result.aggregates)
                if hasGeneration(request) { writer.field("resource_provider_generation", result.generation) }
            }
        }
        .fresh([], request)
    }
}
