import CloudCore
import CloudSQL

extension Work {
    /// A project's limit: its own, or the default; -1 is none.
    func limit(_ resource: String, _ projectID: String) throws -> Int {
        try table(QuotaLimit.self).find(QuotaLimit(projectID: projectID, resource: resource, maximum: 0).id)?.maximum
            ?? core.configuration.quotas[resource] ?? -1
    }

    func used<R: NetworkResource>(_ type: R.Type, _ projectID: String) throws -> Int {
        try table(type).count([.init("project_id", .isIn, [.string(projectID)])])
    }

    /// Counted in the creating transaction, so that it cannot be outrun.
    func requireQuota<R: NetworkResource>(_ type: R.Type, _ resource: String, _ projectID: String, adding: Int = 1)
        throws
    {
        let limit = try limit(resource, projectID)
        guard limit >= 0 else { return }
        guard try used(type, projectID) + adding <= limit else { throw Fault.overQuota(resource) }
    }
}
