import CloudCore
import CloudHTTP
import CloudJSON
import HTTPTypes

/// A flavor's extra specs (`os-extra_specs`), and who may use it (`os-flavor-access`, and two actions).
struct FlavorPartsAPI: Sendable {
    let actions: FlavorActions

    // MARK: Extra specs

    func listSpecs(_ request: APIRequest) async throws -> Response {
        answer(try await actions.extraSpecs(request.parameter("flavor_id"), request.caller))
    }

    func showSpec(_ request: APIRequest) async throws -> Response {
        let (id, name) = (request.parameter("flavor_id"), request.parameter("name"))
        let specs = try await actions.extraSpecs(id, request.caller, rule: "show")
        guard let value = specs[name] else { throw FlavorActions.noExtraSpec(name, id) }
        return .json(.ok, [name: value])
    }

    func addSpecs(_ request: APIRequest) async throws -> Response {
        let specs = try texts(request.object("extra_specs"))
        try await actions.add(extraSpecs: specs, to: request.parameter("flavor_id"), request.caller, rule: "create")
        return answer(specs)
    }

    func setSpec(_ request: APIRequest) async throws -> Response {
        let name = request.parameter("name")
        let specs = try texts(request.body.object ?? [:])
        guard specs.count == 1, specs[name] != nil else {
            throw Fault.badRequest("Request body and URI mismatch")
        }
        try await actions.add(extraSpecs: specs, to: request.parameter("flavor_id"), request.caller, rule: "update")
        return .json(.ok, specs)
    }

    func removeSpec(_ request: APIRequest) async throws -> Response {
        try await actions.remove(
            extraSpec: request.parameter("name"), from: request.parameter("flavor_id"), request.caller)
        return Response(.ok)
    }

    /// Names as Nova allows them, and values as texts.
    private func texts(_ members: [String: JSON]) throws -> [String: String] {
        var result: [String: String] = [:]
        for (name, value) in members {
            let isValid =
                (1...255).contains(name.utf8.count)
                && name.utf8.allSatisfy { byte in
                    (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
                        || "-_:. ".utf8.contains(byte)
                }
            guard isValid else {
                throw Fault.badRequest(
                    "Key Names can only contain alphanumeric characters, periods, dashes, underscores, "
                        + "colons and spaces."
                )
            }
            result[name] = value.string ?? value.text
        }
        return result
    }

    private func answer(_ specs: [String: String]) -> Response {
        .json { writer in writer.object { $0.field("extra_specs", specs) } }
    }

    // MARK: Access

    func listAccess(_ request: APIRequest) async throws -> Response {
        answer(try await actions.access(request.parameter("flavor_id"), request.caller))
    }

    /// `addTenantAccess`, `removeTenantAccess`.
    func act(_ request: APIRequest) async throws -> Response {
        let id = request.parameter("flavor_id")
        if let project = request.body["addTenantAccess"]?["tenant"]?.string {
            return answer(try await actions.grant(id, to: project, request.caller))
        }
        if let project = request.body["removeTenantAccess"]?["tenant"]?.string {
            return answer(try await actions.revoke(id, from: project, request.caller))
        }
        throw Fault.badRequest("There is no such action: \(request.body.object?.keys.sorted().first ?? "")")
    }

    private func answer(_ access: [FlavorAccess]) -> Response {
        .json { writer in
            writer.object { writer in
                writer.field("flavor_access") { writer in
                    writer.array(access) { writer, entry in
                        writer.object { writer in
                            writer.field("flavor_id", entry.flavorID)
                            writer.field("tenant_id", entry.projectID)
                        }
                    }
                }
            }
        }
    }
}

extension FlavorPartsAPI {
    var routes: [Route] {
        let (specs, access) = ("os_compute_api:os-flavor-extra-specs:", "os_compute_api:os-flavor-access")
        let path = "/v2.1/flavors/{flavor_id}/os-extra_specs"
        return [
            .get(path, specs + "index", listSpecs),
            .post(path, specs + "create", body: Self.manySpecs, addSpecs),
            .get(path + "/{name}", specs + "show", showSpec),
            .put(path + "/{name}", specs + "update", body: Self.specs, setSpec),
            .delete(path + "/{name}", specs + "delete", removeSpec),
            .get("/v2.1/flavors/{flavor_id}/os-flavor-access", access, listAccess),
            .post("/v2.1/flavors/{flavor_id}/action", access + ":add_tenant_access", body: Self.action, act),
        ]
    }

    private static let specs = Schema.object(
        [:], others: .either([.string(maxLength: 255), .number, .boolean], expected: "a text, a number or a boolean"))
    private static let manySpecs = Schema.object(["extra_specs": specs], required: ["extra_specs"])
    private static let tenant = Schema.object(
        ["tenant": .string(minLength: 1, maxLength: 255, format: .name)], required: ["tenant"])
    private static let action = Schema.object(
        ["addTenantAccess": tenant, "removeTenantAccess": tenant], others: .any, minMembers: 1)
}
