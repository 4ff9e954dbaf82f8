import CloudCore
import CloudSQL

extension QuotaLimit: Record {
    static let table = "quota_limits"
    static let migration = Migration(
        20, "quota limits",
        [
            """
            CREATE TABLE quota_limits (
                id TEXT PRIMARY KEY, scope TEXT NOT NULL, resource TEXT NOT NULL, amount BIGINT NOT NULL)
            """,
            "CREATE INDEX quota_limits_by_scope ON quota_limits (scope)",
        ])
}

extension Connection {
    /// The limits of a project: its own over those of all over the configured ones; without a project those of all.
    func limits(ofProject id: String?, _ configuration: ComputeConfiguration) throws -> QuotaLimits {
        try limits([QuotaLimit.defaults] + (id.map { [QuotaLimit.project($0)] } ?? []), configuration)
    }

    /// The limits of those scopes, later ones over earlier ones.
    func limits(_ scopes: [String], _ configuration: ComputeConfiguration) throws -> QuotaLimits {
        var limits = QuotaLimits(configuration)
        let rows = try table(QuotaLimit.self).list(
            ListQuery(filters: [.init("scope", scopes.map { .string($0) })]))
        for scope in scopes {
            for row in rows where row.scope == scope {
                if let resource = QuotaResource(rawValue: row.resource) { limits[resource] = row.amount }
            }
        }
        return limits
    }

    /// What the project has of each that is counted.
    func usage(ofQuotas projectID: String) throws -> [QuotaResource: Int] {
        let servers = try usage(ofProject: projectID)
        return [
            .instances: servers.servers, .cores: servers.vcpus, .ram: servers.memory,
            .serverGroups: try table(ServerGroup.self).count([.init("project_id", [.string(projectID)])]),
        ]
    }
}
