import CloudCore
import CloudSQL

extension Allocation: Record {
    static let table = "allocations"
    static let migration = Migration(
        6, "allocations",
        [
            """
            CREATE TABLE allocations (
                id TEXT PRIMARY KEY, consumer_uuid TEXT NOT NULL REFERENCES consumers (uuid),
                resource_provider_uuid TEXT NOT NULL REFERENCES resource_providers (uuid), resource_class TEXT NOT NULL,
                used BIGINT NOT NULL, created_at BIGINT NOT NULL)
            """,
            "CREATE INDEX allocations_by_provider ON allocations (resource_provider_uuid, resource_class)",
            "CREATE INDEX allocations_by_consumer ON allocations (consumer_uuid)",
        ])
}

extension Connection {
    func allocations(ofConsumer uuid: String) throws -> [Allocation] {
        try table(Allocation.self).list(
            .init(
                filters: [.init("consumer_uuid", .isIn, [.string(uuid)])],
                order: [.init("resource_provider_uuid"), .init("resource_class")]))
    }

    func allocations(ofProvider uuid: String) throws -> [Allocation] {
        try table(Allocation.self).list(
            .init(
                filters: [.init("resource_provider_uuid", .isIn, [.string(uuid)])],
                order: [.init("consumer_uuid"), .init("resource_class")]))
    }

    /// What is in use of each class, by provider.
    func usages(of providers: [String]) throws -> [String: [String: Int64]] {
        var result: [String: [String: Int64]] = [:]
        for part in Batches(providers) {
            let rows = try query(
                """
                SELECT resource_provider_uuid, resource_class, CAST(SUM(used) AS BIGINT) AS used FROM allocations
                WHERE resource_provider_uuid IN (\(part.places)) GROUP BY resource_provider_uuid, resource_class
                """, part.values)
            for row in rows {
                result[try row.string("resource_provider_uuid"), default: [:]][try row.string("resource_class")] =
                    try row.int64("used")
            }
        }
        return result
    }
}
