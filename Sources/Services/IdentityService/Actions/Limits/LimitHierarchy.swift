import CloudCore
import CloudSQL

/// Whether limits fit the tree of projects, as the enforcement model wants it: with `strict_two_level` no project has a
/// higher limit than its domain. That projects together have more than their domain is allowed: what they use is
/// counted against the domain's when they use it.
struct LimitHierarchy {
    let model: LimitModel
    let connection: Connection

    /// - Parameter limits: new or changed, and not yet stored; those of domains count for those of their projects.
    /// - Throws: `Fault` 403 in Keystone's words.
    func check(_ limits: [Limit]) throws {
        guard model == .strictTwoLevel else { return }
        for limit in limits where try !fits(limit, among: limits) {
            let owner = limit.projectID.map { "project_id: \($0)" } ?? "domain_id: \(limit.domainID ?? "None")"
            throw Fault.forbidden(
                "Invalid resource limit: The resource limit (\(owner), resource_name: \(limit.resourceName), "
                    + "resource_limit: \(limit.resourceLimit), service_id: \(limit.serviceID), "
                    + "region_id: \(limit.regionID ?? "None")) doesn't satisfy current hierarchy model..")
        }
    }

    /// - Throws: `Fault` 503: the tree of projects is deeper than the model allows.
    func checkTree() throws {
        guard let deepest = model.deepestTree else { return }
        let deeper = try connection.projectsBelowProjects()
        guard deeper.isEmpty else {
            throw Fault.unavailable(
                "Keystone cannot start due to project hierarchical depth in the current deployment (project_ids: "
                    + "\(deeper.joined(separator: ", "))) exceeds the enforcement model's maximum limit of \(deepest). "
                    + "Please use a different enforcement model to correct the issue.")
        }
    }

    private func fits(_ limit: Limit, among limits: [Limit]) throws -> Bool {
        guard let registered = try connection.table(RegisteredLimit.self).find(limit.registeredLimitID) else {
            return false
        }
        guard let projectID = limit.projectID else {
            return try !connection.hasLimit(
                over: limit.resourceLimit, inDomain: limit.domainID ?? "", registered)
        }
        guard let project = try connection.table(Project.self).find(projectID) else { return false }
        let domainID = project.owningDomainID
        let beside = limits.first { $0.domainID == domainID && $0.registeredLimitID == limit.registeredLimitID }
        let parent = try beside?.resourceLimit ?? connection.limit(ofDomain: domainID, registered)
        return !Limit.exceeds(limit.resourceLimit, parent)
    }
}
