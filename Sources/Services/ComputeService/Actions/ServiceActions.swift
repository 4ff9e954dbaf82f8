import CloudAuth
import CloudCore
import CloudSQL
import ServiceClients

/// Services: list, enable, disable, force down, forget.
struct ServiceActions: Sendable {
    let context: ComputeContext

    /// What an administrator may change of a service.
    struct Change: Sendable {
        var isDisabled: Bool?
        /// Only of a disabled service.
        var disabledReason: String?
        var isForcedDown: Bool?
    }

    func list(host: String?, binary: String?, _ caller: Caller) async throws -> [ServiceRecord] {
        try context.policy.enforce("os_compute_api:os-services:list", caller)
        var query = ListQuery(order: [.init("binary"), .init("host")])
        if let host { query = query.with("host", .string(host)) }
        if let binary { query = query.with("binary", .string(binary)) }
        let wanted = query
        return try await context.database.read { try $0.table(ServiceRecord.self).list(wanted) }
    }

    func update(_ id: String, _ change: Change, _ caller: Caller) async throws -> ServiceRecord {
        try context.policy.enforce("os_compute_api:os-services:update", caller)
        return try await context.database.write { connection in
            guard let service = try connection.table(ServiceRecord.self).find(id) else {
                throw Fault.notFound("Service \(id) could not be found.")
            }
            return try apply(change, service, connection)
        }
    }

    /// By host and binary, as old clients name it.
    func update(host: String, binary: String, _ change: Change, _ caller: Caller) async throws -> ServiceRecord {
        try context.policy.enforce("os_compute_api:os-services:update", caller)
        return try await context.database.write { connection in
            let service = try connection.table(ServiceRecord.self).first(
                where: [.init("host", [.string(host)]), .init("binary", [.string(binary)])])
            guard let service else {
                throw Fault.notFound("Could not find binary \(binary) on host \(host).")
            }
            return try apply(change, service, connection)
        }
    }

    /// Forgets a service, and with a compute service its hypervisors; refused while servers are on it.
    func delete(_ id: String, _ caller: Caller) async throws {
        try context.policy.enforce("os_compute_api:os-services:delete", caller)
        let providers = try await context.database.write { connection -> [String] in
            guard let service = try find(id, connection) else {
                throw Fault.notFound("Service \(id) could not be found.")
            }
            try connection.table(ServiceRecord.self).delete(service.id)
            guard service.binary == "nova-compute" else { return [] }
            let onHost: [ListQuery.Filter] = [.init("host", [.string(service.host)])]
            guard try !connection.table(Server.self).exists(where: onHost + [.init("deleted_at", [.null])]) else {
                throw Fault.conflict(
                    "Unable to delete compute service that is hosting instances. Migrate or delete the instances first."
                )
            }
            try connection.table(AggregateHost.self).delete(where: onHost)
            let nodes = try connection.table(ComputeNode.self)
            let ids = try nodes.list(ListQuery(filters: onHost)).map(\.id)
            try nodes.delete(where: onHost)
            return ids
        }
        for provider in providers { try await context.placement.remove(provider: provider) }
    }

    private func find(_ id: String, _ connection: Connection) throws -> ServiceRecord? {
        let table = try connection.table(ServiceRecord.self)
        if let service = try table.find(id) { return service }
        guard let number = Int(id) else { return nil }
        return try table.list().first { LegacyNumber.of($0.id) == number }
    }

    private func apply(_ change: Change, _ service: ServiceRecord, _ connection: Connection) throws -> ServiceRecord {
        var service = service
        guard service.binary == "nova-compute" else {
            throw Fault.badRequest(
                "Updating a \(service.binary) service is not supported. Only nova-compute services can be updated.")
        }
        if let isDisabled = change.isDisabled {
            service.isDisabled = isDisabled
            service.disabledReason = isDisabled ? change.disabledReason : nil
        } else if let reason = change.disabledReason {
            guard service.isDisabled else {
                throw Fault.badRequest("Specifying disabled_reason requires that status is disabled.")
            }
            service.disabledReason = reason
        }
        service.isForcedDown = change.isForcedDown ?? service.isForcedDown
        try connection.table(ServiceRecord.self).update(service)
        return service
    }
}
