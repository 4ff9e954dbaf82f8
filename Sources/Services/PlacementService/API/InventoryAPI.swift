import CloudCore
import CloudHTTP
import CloudJSON
import HTTPTypes

/// `/resource_providers/{uuid}/inventories`.
struct InventoryAPI: Sendable {
    let actions: InventoryActions

    func list(_ request: APIRequest) async throws -> Response {
        all(try await actions.list(request.uuid, request.caller), request)
    }

    func show(_ request: APIRequest) async throws -> Response {
        one(.ok, try await actions.show(request.uuid, request.parameter("resource_class"), request.caller), request)
    }

    func create(_ request: APIRequest) async throws -> Response {
        let name = request.body["resource_class"]?.string ?? ""
        let result = try await actions.add(
            request.uuid, InventoryBody.input(name, request.body), reservedMayBeTotal: reservedMayBeTotal(request),
            request.caller)
        return one(.created, result, request)
            .with(.location, "\(request.serviceURL)/resource_providers/\(request.uuid)/inventories/\(name)")
    }

    func replaceAll(_ request: APIRequest) async throws -> Response {
        let result = try await actions.replaceAll(
            request.uuid, InventoryBody.inputs(request.body), generation: generation(request),
            reservedMayBeTotal: reservedMayBeTotal(request), request.caller)
        return all(result, request)
    }

    func replace(_ request: APIRequest) async throws -> Response {
        let input = try InventoryBody.input(request.parameter("resource_class"), request.body)
        guard SymbolName.isValid(input.resourceClass) else {
            throw Fault.notFound("No such resource class \(input.resourceClass).")
        }
        let result = try await actions.replace(
            request.uuid, input, generation: generation(request), reservedMayBeTotal: reservedMayBeTotal(request),
            request.caller)
        return one(.ok, result, request)
    }

    func delete(_ request: APIRequest) async throws -> Response {
        try await actions.delete(request.uuid, request.parameter("resource_class"), request.caller)
        return .noContent
    }

    func deleteAll(_ request: APIRequest) async throws -> Response {
        try await actions.deleteAll(request.uuid, request.caller)
        return .noContent
    }

    private func generation(_ request: APIRequest) -> Int64 {
        request.body["resource_provider_generation"]?.integer ?? -1
    }
    private func reservedMayBeTotal(_ request: APIRequest) -> Bool { request.version >= Microversion(1, 26) }

    private func all(_ result: InventoryActions.Result, _ request: APIRequest) -> Response {
        Response.json { writer in
            writer.object { writer in
                writer.field("resource_provider_generation", result.generation)
                writer.field("inventories") { writer in
                    writer.object { writer in
                        for inventory in result.inventories {
                            writer.field(inventory.resourceClass) { writer in
                                writer.object { write(inventory, &$0) }
                            }
                        }
                    }
                }
            }
        }
        .fresh(result.inventories.map(\.updatedAt), request)
    }

    private func one(_ status: HTTPStatus, _ result: InventoryActions.Result, _ request: APIRequest) -> Response {
        Response.json(status) { writer in
            writer.object { writer in
                for inventory in result.inventories { write(inventory, &writer) }
                writer.field("resource_provider_generation", result.generation)
            }
        }
        .fresh(result.inventories.map(\.updatedAt), request)
    }

    private func write(_ inventory: Inventory, _ writer: inout JSONWriter) {
        writer.field("total", inventory.total)
        writer.field("reserved", inventory.reserved)
        writer.field("min_unit", inventory.minUnit)
        writer.field("max_unit", inventory.maxUnit)
        writer.field("step_size", inventory.stepSize)
        writer.field("allocation_ratio", inventory.allocationRatio)
    }
}
