import CloudCore
import CloudHTTP
import CloudJSON
import HTTPTypes

/// `/traits` and `/resource_providers/{uuid}/traits`.
struct TraitAPI: Sendable {
    let actions: TraitActions

    static let change = Schema.object(
        ["traits": .array(of: .string(minLength: 1, maxLength: 255)), "resource_provider_generation": .anyInteger],
        required: ["traits", "resource_provider_generation"])

    func list(_ request: APIRequest) async throws -> Response {
        try QueryCheck.only(["name", "associated"], request)
        var filter = TraitActions.Filter()
        if let text = request.query["name"] {
            let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2 else {
                throw Fault.badRequest(
                    "Badly formatted name parameter. Expected name query string parameter in form: "
                        + "?name=[in|startswith]:[name1,name2|prefix]. Got: \"\(text)\"")
            }
            if parts[0] == "in" { filter.names = Set(parts[1].split(separator: ",").map(String.init)) }
            if parts[0] == "startswith" { filter.prefix = String(parts[1]) }
        }
        if let text = request.query["associated"]?.lowercased() {
            guard text == "true" || text == "false" else {
                throw Fault.badRequest("The query parameter \"associated\" only accepts \"true\" or \"false\"")
            }
            filter.associated = text == "true"
        }
        let traits = try await actions.list(filter, request.caller)
        return Response.json { writer in writer.object { $0.field("traits", traits.map(\.name)) } }
            .fresh(traits.map(\.createdAt), request)
    }

    func show(_ request: APIRequest) async throws -> Response {
        let trait = try await actions.show(request.parameter("name"), request.caller)
        return Response.noContent.fresh([trait.createdAt], request)
    }

    func ensure(_ request: APIRequest) async throws -> Response {
        let (trait, isNew) = try await actions.ensure(request.parameter("name"), request.caller)
        return Response(isNew ? .created : .noContent).with(.location, "\(request.serviceURL)/traits/\(trait.name)")
            .fresh([trait.createdAt], request)
    }

    func delete(_ request: APIRequest) async throws -> Response {
        try await actions.delete(request.parameter("name"), request.caller)
        return .noContent
    }

    func listOfProvider(_ request: APIRequest) async throws -> Response {
        answer(try await actions.list(ofProvider: request.uuid, request.caller), request)
    }

    func setOfProvider(_ request: APIRequest) async throws -> Response {
        let result = try await actions.set(
            Set(request.body["traits"]?.strings ?? []), ofProvider: request.uuid,
            generation: request.body["resource_provider_generation"]?.integer ?? -1, request.caller)
        return answer(result, request)
    }

    func clearProvider(_ request: APIRequest) async throws -> Response {
        try await actions.clear(provider: request.uuid, request.caller)
        return .noContent
    }

    private func answer(_ result: TraitActions.OfProvider, _ request: APIRequest) -> Response {
        Response.json { writer in
            writer.object { writer in
                writer.field("traits", result.traits)
                writer.field("resource_provider_generation", result.generation)
            }
        }
        .fresh([], request)
    }
}
