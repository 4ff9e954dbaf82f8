import CloudCore
import CloudHTTP
import CloudJSON
import HTTPTypes

/// `/v3/domains/{domain_id}/config` and `/v3/domains/config/default` (Identity API v3, "Domain configuration").
struct DomainConfigurationAPI: Sendable {
    let actions: DomainConfigurationActions

    static let body = Schema.object(
        ["config": .object([:], others: .any)], required: ["config"], others: .any)

    var routes: [Route] {
        let path = "/v3/domains/{domain_id}/config"
        let places = [path, path + "/{group}", path + "/{group}/{option}"]
        return places.flatMap { place -> [Route] in
            [
                .get(place, "identity:get_domain_config", show),
                .patch(place, "identity:update_domain_config", body: Self.body, update),
                .delete(place, "identity:delete_domain_config", delete),
            ]
        } + [
            .put(path, "identity:create_domain_config", body: Self.body, create),
            .get("/v3/domains/config/default", "identity:get_domain_config_default", defaults),
            .get("/v3/domains/config/{group}/default", "identity:get_domain_config_default", defaults),
            .get("/v3/domains/config/{group}/{option}/default", "identity:get_domain_config_default", defaults),
        ]
    }

    func create(_ request: APIRequest) async throws -> Response {
        let (groups, isNew) = try await actions.create(
            request.parameter("domain_id"), groups(request.object("config")), request.caller)
        return answer(isNew ? .created : .ok, groups, nil)
    }

    func show(_ request: APIRequest) async throws -> Response {
        let path = path(request)
        return answer(.ok, try await actions.show(request.parameter("domain_id"), path, request.caller), path)
    }

    func update(_ request: APIRequest) async throws -> Response {
        let path = path(request)
        var members = try request.object("config")
        // For one option the config is that option, without its group around it.
        if let group = path.group, path.option != nil, members[group]?.object == nil {
            members = [group: .object(members)]
        }
        return answer(
            .ok, try await actions.update(request.parameter("domain_id"), path, groups(members), request.caller), nil)
    }

    func delete(_ request: APIRequest) async throws -> Response {
        try await actions.delete(request.parameter("domain_id"), path(request), request.caller)
        return .noContent
    }

    func defaults(_ request: APIRequest) async throws -> Response {
        let path = path(request)
        return answer(.ok, try actions.defaults(path, request.caller), path)
    }

    private func path(_ request: APIRequest) -> DomainOptionPath {
        DomainOptionPath(group: request.parameters["group"], option: request.parameters["option"])
    }

    private func groups(_ members: [String: JSON]) throws -> DomainConfigurationActions.Groups {
        try Dictionary(
            uniqueKeysWithValues: members.map { group, options in
                guard let options = options.object else {
                    throw Fault.invalidDomainConfiguration(
                        "The value of group \(group) specified in the config should be a dictionary of options")
                }
                return (group, options)
            })
    }

    /// An option that was asked for by its path stands alone, without its group.
    private func answer(
        _ status: HTTPStatus, _ groups: DomainConfigurationActions.Groups, _ path: DomainOptionPath?
    ) -> Response {
        if let group = path?.group, path?.option != nil {
            return .keystone("config", status) { JSON.object(groups[group] ?? [:]).write(to: &$0) }
        }
        return .keystone("config", status) { JSON.object(groups.mapValues { .object($0) }).write(to: &$0) }
    }
}
