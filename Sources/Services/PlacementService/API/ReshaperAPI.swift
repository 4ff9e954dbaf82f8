import CloudHTTP
import CloudJSON
import HTTPTypes

/// `/reshaper`.
struct ReshaperAPI: Sendable {
    let actions: ReshapeActions

    /// - Parameter one: one consumer's allocations in the version.
    static func body(_ one: Schema) -> Schema {
        .object(
            [
                "inventories": .object([:], others: InventoryBody.all, minMembers: 1),
                "allocations": ClaimBody.several(one, minMembers: 0),
            ], required: ["inventories", "allocations"])
    }

    func reshape(_ request: APIRequest) async throws -> Response {
        var targets: [ReshapeActions.Target] = []
        for (provider, body) in (request.body["inventories"]?.object ?? [:]).sorted(by: { $0.key < $1.key }) {
            try ClaimBody.requireKey(provider, SymbolName.isKeyUUID(provider), SymbolName.uuidPattern)
            targets.append(
                .init(
                    provider: provider.lowercased(), generation: body["resource_provider_generation"]?.integer ?? -1,
                    inventories: try InventoryBody.inputs(body)))
        }
        let claims = try ClaimBody.claims(request.body["allocations"] ?? [:], request.version)
        try await actions.reshape(targets, claims, request.caller)
        return .noContent
    }
}
