import CloudCore
import CloudSQL

extension RegisteredLimit: NamedRecord {
    static let table = "registered_limits"
    static let migration = Migration(
        80, "registered_limits",
        [
            """
            CREATE TABLE registered_limits (
                id TEXT PRIMARY KEY, service_id TEXT NOT NULL REFERENCES services (id),
                region_id TEXT REFERENCES regions (id), resource_name TEXT NOT NULL, default_limit BIGINT NOT NULL,
                description TEXT)
            """,
            """
            CREATE UNIQUE INDEX registered_limits_by_resource
                ON registered_limits (service_id, resource_name, COALESCE(region_id, ''))
            """,
            "CREATE INDEX registered_limits_by_region ON registered_limits (region_id, id)",
            "CREATE INDEX registered_limits_by_name ON registered_limits (resource_name, id)",
        ])

    static func missing(_ id: String) -> Fault { .notFound("Could not find registered limit for \(id).") }
}

extension Connection {
    /// The registered limit of a service's resource in exactly that region, or in none.
    func registeredLimit(serviceID: String, regionID: String?, resourceName: String) throws -> RegisteredLimit? {
        try table(RegisteredLimit.self).first(
            where: [
                .equal("service_id", serviceID), .init("region_id", [regionID.map { .string($0) } ?? .null]),
                .equal("resource_name", resourceName),
            ])
    }

    /// - Parameter column: `service_id` or `region_id`.
    /// - Returns: whether any registered limit names one of those.
    func hasRegisteredLimits(_ column: String, _ ids: [String]) throws -> Bool {
        try table(RegisteredLimit.self).exists(where: [.init(column, ids.map { .string($0) })])
    }
}
