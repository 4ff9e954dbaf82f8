import CloudCore
import CloudJSON
import CloudSQL

/// Routers and their gateways.
struct RouterLifecycle: Lifecycle {
    let map = Router.attributes

    func missing(_ id: String) -> Fault { .missingRouter(id) }

    func create(_ values: Values, _ projectID: String, _ work: Work) throws -> Router {
        try work.requireQuota(Router.self, "router", projectID)
        try refuseUnsupported(values)
        var router = Router(id: work.newID, projectID: projectID, createdAt: work.now, updatedAt: work.now)
        map.apply(values, to: &router)
        try work.place(&router)
        try work.table(Router.self).insert(router)
        if let info = values["external_gateway_info"], info["network_id"] != nil {
            try work.setGateway(&router, info, guardedBy: "create_router")
        }
        if let routes = values.routes("routes") { router.routes = try work.checked(routes, router) }
        _ = try work.table(Router.self).update(
            set: [
                "gateway": router.gateway.map { try .json($0) } ?? .null, "routes": .json(router.routes),
                "host": SQLValue(router.host),
            ], where: [router.key])
        work.wake(hosts: [router.host ?? ""])
        return router
    }

    func update(_ row: inout Router, _ values: Values, _ work: Work) throws {
        try refuseUnsupported(values)
        map.apply(values, to: &row)
        if let info = values["external_gateway_info"] { try work.setGateway(&row, info, guardedBy: "update_router") }
        if let routes = values.routes("routes") { row.routes = try work.checked(routes, row) }
        work.wake(hosts: [row.host ?? ""])
    }

    func delete(_ row: Router, _ work: Work) throws {
        guard try work.legs(of: row.id).isEmpty else {
            throw Fault.conflict("Router \(row.id) is still in use", code: "RouterInUse")
        }
        var router = row
        try work.clearGateway(&router)
        try work.table(Router.self).delete(row.id)
        work.wake(hosts: [row.host ?? ""])
    }

    private func refuseUnsupported(_ values: Values) throws {
        if values.bool("distributed") == true { throw Fault.notImplemented("Distributed routers are not supported.") }
        if values.bool("ha") == true { throw Fault.notImplemented("HA routers are not supported.") }
    }
}
