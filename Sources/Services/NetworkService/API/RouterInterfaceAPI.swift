import CloudCore
import CloudHTTP
import CloudJSON
import HTTPTypes

/// `PUT /v2.0/routers/{id}/…`: legs and extra routes.
struct RouterInterfaceAPI: Sendable {
    let actions: RouterInterfaceActions
    let routers: ResourceAPI<RouterLifecycle>

    var routes: [Route] {
        [
            .put("/v2.0/routers/{id}/add_router_interface", "add_router_interface", body: .any, add),
            .put("/v2.0/routers/{id}/remove_router_interface", "remove_router_interface", body: .any, remove),
            .put("/v2.0/routers/{id}/add_extraroutes", "add_extraroutes", body: .any) {
                try await changeRoutes($0, adding: true)
            },
            .put("/v2.0/routers/{id}/remove_extraroutes", "remove_extraroutes", body: .any) {
                try await changeRoutes($0, adding: false)
            },
        ]
    }

    private func add(_ request: APIRequest) async throws -> Response {
        let leg = try leg(request)
        let (router, port) = try await actions.add(request.parameter("id"), leg, request.caller)
        return answer(router, port, leg)
    }

    private func remove(_ request: APIRequest) async throws -> Response {
        let leg = try leg(request)
        let (router, port) = try await actions.remove(request.parameter("id"), leg, request.caller)
        return answer(router, port, leg)
    }

    private func changeRoutes(_ request: APIRequest, adding: Bool) async throws -> Response {
        let said = try request.member("router")["routes"] ?? .null
        let checked: JSON
        do { checked = try ValueRule.routes.convert(said) } catch {
            throw Fault.badRequest("Invalid input for routes. Reason: \(error.reason).", code: "HTTPBadRequest")
        }
        let routes = Values(given: [], all: ["routes": checked]).routes("routes") ?? []
        let router = try await actions.changeRoutes(
            request.parameter("id"), adding: adding, routes, request.caller)
        return routers.answer(.ok, router, request)
    }

    private func leg(_ request: APIRequest) throws -> RouterInterfaceActions.Leg {
        func id(_ name: String) throws -> String? {
            guard let value = request.body[name] else { return nil }
            guard let text = value.string, Identifier.isUUIDLike(text) else {
                throw Fault.badRequest(
                    "Invalid input for \(name). Reason: \(value.pythonText) is not a valid UUID.",
                    code: "HTTPBadRequest")
            }
            return text
        }
        return RouterInterfaceActions.Leg(subnetID: try id("subnet_id"), portID: try id("port_id"))
    }

    private func answer(_ router: Router, _ port: Port, _ leg: RouterInterfaceActions.Leg) -> Response {
        let subnet = leg.subnetID ?? port.fixedIPs.first?.subnetID ?? ""
        return .json { writer in
            writer.object { writer in
                writer.field("id", router.id)
                writer.field("tenant_id", router.projectID)
                writer.field("project_id", router.projectID)
                writer.field("port_id", port.id)
                writer.field("network_id", port.networkID)
                writer.field("subnet_id", subnet)
                writer.field("subnet_ids", [subnet])
                writer.field("tags", router.tags)
            }
        }
    }
}
