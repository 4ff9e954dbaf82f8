import CloudCore
import CloudHTTP
import CloudJSON
import HTTPTypes

/// `/v2.1/os-quota-sets`, `/v2.1/os-quota-class-sets` and `/v2.1/limits`.
struct QuotaAPI: Sendable {
    let actions: QuotaActions

    func show(_ request: APIRequest) async throws -> Response {
        let id = request.parameter("project_id")
        return answer("quota_set", try await actions.show(id, request.caller).limits, id, request)
    }

    func defaults(_ request: APIRequest) async throws -> Response {
        let id = request.parameter("project_id")
        return answer("quota_set", try await actions.defaults(id, request.caller), id, request)
    }

    func detail(_ request: APIRequest) async throws -> Response {
        let id = request.parameter("project_id")
        let state = try await actions.show(id, request.caller, rule: "detail")
        return .json { writer in
            writer.object { writer in
                writer.field("quota_set") { writer in
                    writer.object { writer in
                        writer.field("id", id)
                        for resource in resources(request) {
                            writer.field(resource.rawValue) { writer in
                                writer.object { writer in
                                    writer.field("in_use", state.used[resource] ?? 0)
                                    writer.field("limit", state.limits[resource])
                                    writer.field("reserved", 0)
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    func update(_ request: APIRequest) async throws -> Response {
        guard request.query["user_id"] == nil else {
            throw Fault.notImplemented("Quotas of single users are not kept; set the project's.")
        }
        let body = try request.object("quota_set")
        let force = body["force"].flatMap(LooseNumber.boolean) ?? false
        let limits = try await actions.update(
            request.parameter("project_id"), changes(body), force: force, request.caller)
        return answer("quota_set", limits, nil, request)
    }

    func delete(_ request: APIRequest) async throws -> Response {
        try await actions.delete(request.parameter("project_id"), request.caller)
        return Response(.accepted)
    }

    func showClass(_ request: APIRequest) async throws -> Response {
        let name = request.parameter("class")
        return answer("quota_class_set", try await actions.showClass(name, request.caller), name, request)
    }

    func updateClass(_ request: APIRequest) async throws -> Response {
        let changes = try changes(request.object("quota_class_set"))
        let limits = try await actions.updateClass(request.parameter("class"), changes, request.caller)
        return answer("quota_class_set", limits, nil, request)
    }

    func limits(_ request: APIRequest) async throws -> Response {
        let project = request.query["tenant_id"].flatMap { $0.isEmpty ? nil : $0 }
        let state = try await actions.limits(ofProject: project, request.caller)
        return .json { writer in
            writer.object { writer in
                writer.field("limits") { writer in
                    writer.object { writer in
                        writer.field("rate", [String]())
                        writer.field("absolute") { writer in
                            writer.object { absolute(state, request, &$0) }
                        }
                    }
                }
            }
        }
    }

    // MARK: Parts

    private func changes(_ body: [String: JSON]) -> [QuotaResource: Int] {
        var result: [QuotaResource: Int] = [:]
        for (name, value) in body {
            if let resource = QuotaResource(rawValue: name), let amount = LooseNumber.integer(value) {
                result[resource] = amount
            }
        }
        return result
    }

    private func resources(_ request: APIRequest) -> [QuotaResource] {
        QuotaResource.allCases.filter { request.version.minor <= $0.lastVersion ?? .max }
    }

    private func answer(_ name: String, _ limits: QuotaLimits, _ id: String?, _ request: APIRequest) -> Response {
        .json { writer in
            writer.object { writer in
                writer.field(name) { writer in
                    writer.object { writer in
                        writer.fieldIfPresent("id", id)
                        for resource in resources(request) { writer.field(resource.rawValue, limits[resource]) }
                    }
                }
            }
        }
    }

    private func absolute(_ state: QuotaActions.State, _ request: APIRequest, _ writer: inout JSONWriter) {
        func limit(_ name: String, _ resource: QuotaResource) {
            guard request.version.minor <= resource.lastVersion ?? .max else { return }
            writer.field(name, state.limits[resource])
        }
        limit("maxTotalInstances", .instances)
        limit("maxTotalCores", .cores)
        limit("maxTotalRAMSize", .ram)
        limit("maxTotalKeypairs", .keyPairs)
        limit("maxServerMeta", .metadataItems)
        limit("maxServerGroups", .serverGroups)
        limit("maxServerGroupMembers", .serverGroupMembers)
        limit("maxPersonality", .injectedFiles)
        limit("maxPersonalitySize", .injectedFileContentBytes)
        limit("maxTotalFloatingIps", .floatingIPs)
        limit("maxSecurityGroups", .securityGroups)
        limit("maxSecurityGroupRules", .securityGroupRules)
        if !request.speaks(39) { writer.field("maxImageMeta", state.limits[.metadataItems]) }
        writer.field("totalInstancesUsed", state.used[.instances] ?? 0)
        writer.field("totalCoresUsed", state.used[.cores] ?? 0)
        writer.field("totalRAMUsed", state.used[.ram] ?? 0)
        writer.field("totalServerGroupsUsed", state.used[.serverGroups] ?? 0)
        if !request.speaks(36) {
            writer.field("totalFloatingIpsUsed", 0)
            writer.field("totalSecurityGroupsUsed", 0)
        }
    }
}

extension QuotaAPI {
    var routes: [Route] {
        let (sets, classes) = ("os_compute_api:os-quota-sets:", "os_compute_api:os-quota-class-sets:")
        let (set, quotaClass) = ("/v2.1/os-quota-sets/{project_id}", "/v2.1/os-quota-class-sets/{class}")
        return [
            .get("/v2.1/limits", "os_compute_api:limits", limits),
            .get(set, sets + "show", show),
            .get(set + "/detail", sets + "detail", detail),
            .get(set + "/defaults", sets + "defaults", defaults),
            .put(
                set, sets + "update", body: Self.schema("quota_set", ["force": .looseBoolean, "tenant_id": .any]),
                update),
            .delete(set, sets + "delete", delete),
            .get(quotaClass, classes + "show", showClass),
            .put(
                quotaClass, classes + "update", body: Self.schema("quota_class_set", ["class_name": .any]),
                updateClass),
        ]
    }

    private static func schema(_ name: String, _ more: [String: Schema]) -> Schema {
        let amount = Schema.looseInteger(minimum: -1, maximum: 0x7FFF_FFFF)
        let amounts = QuotaResource.allCases.map { ($0.rawValue, amount) }
        let members = Dictionary(amounts, uniquingKeysWith: { $1 }).merging(more) { $1 }
        return .object([name: .object(members)], required: [name])
    }
}
