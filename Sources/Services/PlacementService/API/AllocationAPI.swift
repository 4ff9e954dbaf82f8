import CloudCore
import CloudHTTP
import CloudJSON
import HTTPTypes

/// `/allocations` and `/resource_providers/{uuid}/allocations`.
struct AllocationAPI: Sendable {
    let actions: AllocationActions

    func set(_ request: APIRequest) async throws -> Response {
        guard Identifier.isUUIDLike(request.parameter("consumer_uuid")) else {
            throw Fault.badRequest("Malformed consumer_uuid: \(request.parameter("consumer_uuid"))")
        }
        try await actions.set(ClaimBody.claim(request.consumer, request.body, request.version), request.caller)
        return .noContent
    }

    func setAll(_ request: APIRequest) async throws -> Response {
        try await actions.set(all: ClaimBody.claims(request.body, request.version), request.caller)
        return .noContent
    }

    func delete(_ request: APIRequest) async throws -> Response {
        try await actions.delete(request.consumer, request.caller)
        return .noContent
    }

    func listOfConsumer(_ request: APIRequest) async throws -> Response {
        let result = try await actions.list(ofConsumer: request.consumer, request.caller)
        let byProvider = Dictionary(grouping: result.allocations, by: \.resourceProviderUUID).sorted { $0.key < $1.key }
        return Response.json { writer in
            writer.object { writer in
                writer.field("allocations") { writer in
                    writer.object { writer in
                        for (provider, allocations) in byProvider {
                            writer.field(provider) { writer in
                                writer.object { writer in
                                    resources(allocations, &writer)
                                    writer.field("generation", result.generations[provider] ?? 0)
                                }
                            }
                        }
                    }
                }
                guard let consumer = result.consumer, request.version >= Microversion(1, 12) else { return }
                writer.field("project_id", consumer.projectID)
                writer.field("user_id", consumer.userID)
                if request.version >= Microversion(1, 28) { writer.field("consumer_generation", consumer.generation) }
                if request.version >= Microversion(1, 38) {
                    writer.field("consumer_type", consumer.consumerType ?? "unknown")
                }
            }
        }
        .fresh(result.allocations.map(\.createdAt), request)
    }

    func listOfProvider(_ request: APIRequest) async throws -> Response {
        let result = try await actions.list(ofProvider: request.uuid, request.caller)
        let byConsumer = Dictionary(grouping: result.allocations, by: \.consumerUUID).sorted { $0.key < $1.key }
        return Response.json { writer in
            writer.object { writer in
                writer.field("allocations") { writer in
                    writer.object { writer in
                        for (consumer, allocations) in byConsumer {
                            writer.field(consumer) { writer in
                                writer.object { writer in
                                    resources(allocations, &writer)
                                    if request.version >= Microversion(1, 28) {
                                        writer.field("consumer_generation", result.consumers[consumer]?.generation)
                                    }
                                }
                            }
                        }
                    }
                }
                writer.field("resource_provider_generation", result.provider.generation)
            }
        }
        .fresh(result.allocations.map(\.createdAt), request)
    }

    private func resources(_ allocations: [Allocation], _ writer: inout JSONWriter) {
        writer.field("resources") { writer in
            writer.object { writer in
                for allocation in allocations { writer.field(allocation.resourceClass, allocation.used) }
            }
        }
    }
}
