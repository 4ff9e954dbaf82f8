import CloudAuth
import CloudCore
import CloudSQL

/// Availability zones: a zone is what a service's row names.
struct ZoneActions: Sendable {
    let context: ComputeContext

    /// The services on compute hosts, for all to see.
    func list(_ caller: Caller) async throws -> [ServiceRecord] {
        try context.policy.enforce("os_compute_api:os-availability-zone:list", caller)
        return try await services().filter { $0.binary == "nova-compute" }
    }

    /// All services, for administrators.
    func detail(_ caller: Caller) async throws -> [ServiceRecord] {
        try context.policy.enforce("os_compute_api:os-availability-zone:detail", caller)
        return try await services()
    }

    private func services() async throws -> [ServiceRecord] {
        try await context.database.read { try $0.table(ServiceRecord.self).list(ListQuery(order: [.init("binary")])) }
    }
}
