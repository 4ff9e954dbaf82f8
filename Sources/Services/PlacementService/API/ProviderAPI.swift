import CloudCore
import CloudHTTP
import CloudJSON
import HTTPTypes

/// `/resource_providers`.
struct ProviderAPI: Sendable {
    let actions: ProviderActions

    private static let name = Schema.string(maxLength: 200, format: .withoutNull)
    private static let uuid = Schema.string(format: .uuid)
    static let creation = Schema.object(["name": name, "uuid": uuid], required: ["name"])
    static let change = Schema.object(["name": name], required: ["name"])
    static let creationInTree = Schema.object(
        ["name": name, "uuid": uuid, "parent_provider_uuid": .nullable(uuid)], required: ["name"])
    static let changeInTree = Schema.object(
        ["name": name, "parent_provider_uuid": .nullable(uuid)], required: ["name"])

    func create(_ request: APIRequest) async throws -> Response {
        let provider = try await actions.create(input(request), request.caller)
        let location = "\(request.serviceURL)/resource_providers/\(provider.uuid)"
        guard request.version >= Microversion(1, 20) else { return Response(.created).with(.location, location) }
        return answer(provider, request).with(.location, location)
    }

    func list(_ request: APIRequest) async throws -> Response {
        let version = request.version
        var allowed: Set<String> = ["name", "uuid"]
        if version >= Microversion(1, 3) { allowed.insert("member_of") }
        if version >= Microversion(1, 4) { allowed.insert("resources") }
        if version >= Microversion(1, 14) { allowed.insert("in_tree") }
        if version >= Microversion(1, 18) { allowed.insert("required") }
        try QueryCheck.only(allowed, request)
        var filter = ProviderFilter()
        filter.uuid = try QueryCheck.uuid("uuid", request)
        filter.inTree = try QueryCheck.uuid("in_tree", request)
        filter.name = request.query["name"].flatMap { $0.isEmpty ? nil : $0 }
        (filter.memberOf, filter.forbiddenAggregates) = try ResourceQuery.memberOf(
            request.query.all("member_of"), version)
        (filter.requiredTraits, filter.forbiddenTraits) = try ResourceQuery.traits(
            request.query.all("required"), version)
        if let resources = request.query["resources"] { filter.resources = try ResourceQuery.resources(resources) }
        let providers = try await actions.list(filter, request.caller)
        return Response.json { writer in
            writer.object { writer in
                writer.field("resource_providers") { writer in
                    writer.array(providers) { write($1, version, &$0) }
                }
            }
        }
        .fresh(providers.map(\.updatedAt), request)
    }

    func show(_ request: APIRequest) async throws -> Response {
        answer(try await actions.show(request.uuid, request.caller), request)
    }

    func update(_ request: APIRequest) async throws -> Response {
        let provider = try await actions.update(
            request.uuid, input(request), mayMove: request.version >= Microversion(1, 37), request.caller)
        return answer(provider, request)
    }

    func delete(_ request: APIRequest) async throws -> Response {
        try await actions.delete(request.uuid, request.caller)
        return .noContent
    }

    private func input(_ request: APIRequest) throws -> ProviderActions.Input {
        var input = ProviderActions.Input(name: request.body["name"]?.string ?? "")
        input.uuid = request.body["uuid"]?.string.map(SymbolName.normalized(uuid:))
        if let parent = request.body["parent_provider_uuid"] {
            input.parent = .some(parent.string.map(SymbolName.normalized(uuid:)))
        }
        return input
    }

    private func answer(_ provider: ResourceProvider, _ request: APIRequest) -> Response {
        Response.json { write(provider, request.version, &$0) }.fresh([provider.updatedAt], request)
    }

    private func write(_ provider: ResourceProvider, _ version: Microversion, _ writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("uuid", provider.uuid)
            writer.field("name", provider.name)
            writer.field("generation", provider.generation)
            writer.field("links") { writer in
                writer.array(links(version)) { writer, rel in
                    let below = rel == "self" ? "" : "/\(rel)"
                    writer.object { writer in
                        writer.field("rel", rel)
                        writer.field("href", "\(PlacementRole.mount)/resource_providers/\(provider.uuid)\(below)")
                    }
                }
            }
            if version >= Microversion(1, 14) {
                writer.field("parent_provider_uuid", provider.parentProviderUUID)
                writer.field("root_provider_uuid", provider.rootProviderUUID)
            }
        }
    }

    private func links(_ version: Microversion) -> [String] {
        var links = ["self", "inventories", "usages"]
        if version >= Microversion(1, 1) { links.append("aggregates") }
        if version >= Microversion(1, 6) { links.append("traits") }
        if version >= Microversion(1, 11) { links.append("allocations") }
        return links
    }
}
