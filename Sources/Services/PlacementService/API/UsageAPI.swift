import CloudCore
import CloudHTTP
import CloudJSON
import HTTPTypes

/// `/usages` and `/resource_providers/{uuid}/usages`.
struct UsageAPI: Sendable {
    let actions: UsageActions

    func listOfProvider(_ request: APIRequest) async throws -> Response {
        let (generation, used) = try await actions.list(ofProvider: request.uuid, request.caller)
        return Response.json { writer in
            writer.object { writer in
                writer.field("resource_provider_generation", generation)
                writer.field("usages", used)
            }
        }
        .fresh([], request)
    }

    func list(_ request: APIRequest) async throws -> Response {
        let knowsTypes = request.version >= Microversion(1, 38)
        try QueryCheck.only(
            knowsTypes ? ["project_id", "user_id", "consumer_type"] : ["project_id", "user_id"], request)
        guard let project = try QueryCheck.text("project_id", request) else {
            throw Fault.badRequest("\(QueryCheck.prefix)'project_id' is a required property")
        }
        let user = try QueryCheck.text("user_id", request)
        guard knowsTypes else {
            let usages = try await actions.list(project: project, user: user, .together, request.caller)
            return Response.json { writer in writer.object { $0.field("usages", usages.first?.used ?? [:]) } }.fresh(
                [], request)
        }
        let type = try QueryCheck.text("consumer_type", request)
        let usages = try await actions.list(project: project, user: user, grouping(type), request.caller)
        return Response.json { writer in
            writer.object { writer in
                writer.field("usages") { writer in
                    writer.object { writer in
                        for usage in usages {
                            writer.field(type == "all" ? "all" : usage.type ?? "unknown") { writer in
                                writer.object { writer in
                                    for (name, used) in usage.used.sorted(by: { $0.key < $1.key }) {
                                        writer.field(name, used)
                                    }
                                    writer.field("consumer_count", usage.consumers)
                                }
                            }
                        }
                    }
                }
            }
        }
        .fresh([], request)
    }

    private func grouping(_ type: String?) throws -> ProjectUsage.Grouping {
        switch type {
        case nil: return .byType
        case "all": return .together
        case "unknown": return .type(nil)
        case .some(let name):
            guard SymbolName.isValid(name) else {
                throw Fault.badRequest("\(QueryCheck.prefix)'\(name)' does not match '^[A-Z0-9_]+$|^all|^unknown$'")
            }
            return .type(name)
        }
    }
}
