import CloudAuth
import CloudCore
import CloudHTTP
import CloudSQL

/// Hypervisors: list, show. What they are, their agents report.
struct HypervisorActions: Sendable {
    let context: ComputeContext

    /// - Parameters:
    ///   - name: a part of the hypervisor's host name.
    ///   - isRequired: none of that name is a 404.
    func list(
        _ query: ListQuery, name: String?, isRequired: Bool = false, withServers: Bool, rule: String, _ caller: Caller
    ) async throws -> Page<Hypervisor> {
        try context.policy.enforce("os_compute_api:os-hypervisors:" + rule, caller)
        var query = query
        if let name { query.filters.append(.init("hypervisor_hostname", .contains, [.string(name)])) }
        let wanted = query
        return try await context.database.read { connection in
            let nodes = try connection.table(ComputeNode.self).page(wanted)
            if isRequired, let name, nodes.items.isEmpty {
                throw Fault.notFound("No hypervisor matching '\(name)' could be found.")
            }
            return try connection.hypervisors(nodes, withServers: withServers, context.configuration)
        }
    }

    /// - Parameter id: the UUID, or the number of old clients.
    func show(_ id: String, withServers: Bool, rule: String = "show", _ caller: Caller) async throws -> Hypervisor {
        try context.policy.enforce("os_compute_api:os-hypervisors:" + rule, caller)
        return try await context.database.read { connection in
            let table = try connection.table(ComputeNode.self)
            let number = Int(id)
            let node =
                try table.find(id)
                ?? number.flatMap { number in try table.list().first { LegacyNumber.of($0.id) == number } }
            guard let node else { throw Fault.notFound("Compute host \(id) could not be found.") }
            let page = try connection.hypervisors(
                Page([node]), withServers: withServers, context.configuration)
            return page.items[0]
        }
    }
}
