import CloudAuth
import CloudCore
import CloudSQL

/// Limits of projects and domains: create, list, show, update, delete.
struct LimitActions: ResourceActions {
    let kit: IdentityKit

    /// What a client says of a new limit.
    struct Input: Sendable {
        var owner: Limit.Owner
        var serviceID: String
        var regionID: String?
        var resourceName: String
        var resourceLimit: Int
        var description: String?
    }

    /// What a client may change of a limit.
    struct Change: Sendable {
        var resourceLimit: Int?
        /// Present and nil: none.
        var description: String??
    }

    var model: LimitModel { kit.limitModel }

    func showModel(_ caller: Caller) throws -> LimitModel {
        try kit.policy.enforce("identity:get_limit_model", caller)
        return model
    }

    /// All or none.
    func create(_ inputs: [Input], _ caller: Caller) async throws -> [Limit] {
        try kit.policy.enforce("identity:create_limits", caller)
        let ids = inputs.map { _ in kit.identifiers.hex() }
        return try await kit.store.write(conflict: .taken("limit", "Duplicate entry")) { connection in
            let inputs = try inputs.map { try placed($0, connection) }
            var limits: [Limit] = []
            for (id, input) in zip(ids, inputs) {
                let registered = try connection.registeredLimit(
                    serviceID: input.serviceID, regionID: input.regionID, resourceName: input.resourceName)
                guard let registered else {
                    throw Fault.forbidden("Unable to create a limit that has no corresponding registered limit.")
                }
                limits.append(Limit(id: id, input, registered))
            }
            try LimitHierarchy(model: model, connection: connection).check(limits)
            try connection.table(Limit.self).insert(contentsOf: limits)
            kit.announceLimits(connection)
            return limits
        }
    }

    /// What the caller's scope shows: the system all, a domain its own and its projects', a project its own;
    /// administrators and services see all.
    func list(_ query: ListQuery, _ caller: Caller) async throws -> [Limit] {
        try kit.policy.enforce("identity:list_limits", caller)
        var query = query
        var condition: SQLCondition?
        switch caller.scope {
        case _ where caller.hasRole("admin") || caller.hasRole("service"): break
        case .system: break
        case .domain(let domain): condition = Limit.within(domain: domain.id)
        case .project(let project, _, _): query = query.with("project_id", .string(project.id))
        case .unscoped: return []
        }
        let (final, place) = (query, condition)
        return try await kit.store.read { try $0.table(Limit.self).list(final, and: place) }
    }

    func show(_ id: String, _ caller: Caller) async throws -> Limit {
        try await kit.store.read { connection in
            let limit = try connection.table(Limit.self).find(id)
            try kit.policy.enforce("identity:get_limit", caller, try target(limit, connection))
            guard let limit else { throw Limit.missing(id) }
            return limit
        }
    }

    func update(_ id: String, _ change: Change, _ caller: Caller) async throws -> Limit {
        try await kit.update("identity:update_limit", id, caller) { limit, connection in
            limit.resourceLimit = change.resourceLimit ?? limit.resourceLimit
            limit.description = change.description ?? limit.description
            try LimitHierarchy(model: model, connection: connection).check([limit])
            kit.announceLimits(connection)
        }
    }

    func delete(_ id: String, _ caller: Caller) async throws {
        try await kit.delete("identity:delete_limit", Limit.self, id, caller, also: kit.announceLimits)
    }

    /// The input with a project that acts as a domain counted as that domain.
    /// - Throws: `Fault` 400 for a service, region, project or domain that is not there.
    private func placed(_ input: Input, _ connection: Connection) throws -> Input {
        guard try connection.table(Service.self).find(input.serviceID) != nil else {
            throw Fault.expecting("service_id", in: "limit")
        }
        if let region = input.regionID, try connection.table(Region.self).find(region) == nil {
            throw Fault.expecting("region_id", in: "limit")
        }
        var placed = input
        switch input.owner {
        case .project(let id):
            guard let project = try connection.table(Project.self).find(id) else {
                throw Fault.expecting("project_id", in: "limit")
            }
            if project.isDomain { placed.owner = .domain(id) }
        case .domain(let id):
            guard try connection.domain(id: id) != nil else { throw Fault.expecting("domain_id", in: "limit") }
        }
        return placed
    }

    private func target(_ limit: Limit?, _ connection: Connection) throws -> PolicyTarget {
        var target: PolicyTarget = ["target.limit.project_id": limit?.projectID]
        if let id = limit?.projectID, let project = try connection.table(Project.self).find(id) {
            target["target.limit.project.domain_id"] = project.owningDomainID
        }
        if let id = limit?.domainID { target["target.limit.domain.id"] = id }
        return target
    }
}

extension Limit {
    fileprivate init(id: String, _ input: LimitActions.Input, _ registered: RegisteredLimit) {
        var (projectID, domainID): (String?, String?)
        switch input.owner {
        case .project(let id): projectID = id
        case .domain(let id): domainID = id
        }
        self.init(
            id: id, projectID: projectID, domainID: domainID, registeredLimitID: registered.id,
            serviceID: registered.serviceID, regionID: registered.regionID, resourceName: registered.resourceName,
            resourceLimit: input.resourceLimit, description: input.description)
    }
}
