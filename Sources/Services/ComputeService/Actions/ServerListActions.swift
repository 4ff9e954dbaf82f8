import CloudAuth
import CloudCore
import CloudSQL

/// Lists servers.
struct ServerListActions: Sendable {
    let context: ComputeContext

    /// - Parameter allProjects: asked for by the client; the rule says who may.
    func list(
        _ query: ListQuery, _ filter: ServerFilter, allProjects: Bool, detail: Bool, _ caller: Caller
    ) async throws -> [Server] {
        let rule = "os_compute_api:servers:\(detail ? "detail" : "index")"
        var filter = filter
        try context.policy.enforce(rule, caller, .project(caller.projectID))
        if allProjects {
            try context.policy.enforce("\(rule):get_all_tenants", caller, .project(caller.projectID))
        } else {
            guard let projectID = caller.projectID else { return [] }
            filter.projectID = projectID
        }
        if filter.wantsDeleted, !caller.hasRole("admin") {
            throw Fault.forbidden("Only administrators may list deleted instances")
        }
        let wanted = filter
        do {
            return try await context.database.read { try $0.table(Server.self).list(query, wanted) }
        } catch SQLError.notFound {
            throw Fault.badRequest("marker [\(query.marker ?? "")] not found")
        }
    }

    /// How the hosts are, as clients may see it: `UP`, `DOWN`, `MAINTENANCE`.
    func hostStatuses() async throws -> [String: String] {
        let (now, patience) = (context.clock.now, context.configuration.servicePatience)
        return try await context.database.read { connection in
            let services = try connection.table(ServiceRecord.self).list(
                .init(filters: [.init("binary", .isIn, [.string("nova-compute")])]))
            return Dictionary(
                services.map { service in
                    let up = service.isUp(at: now, patience: patience)
                    return (service.host, service.isDisabled ? "MAINTENANCE" : up ? "UP" : "DOWN")
                }, uniquingKeysWith: { $1 })
        }
    }
}
