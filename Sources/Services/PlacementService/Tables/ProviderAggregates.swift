import CloudSQL

/// Which provider belongs to which aggregates.
enum ProviderAggregates {
    static let migration = Migration(
        10, "provider_aggregates",
        [
            """
            CREATE TABLE provider_aggregates (
                resource_provider_uuid TEXT NOT NULL REFERENCES resource_providers (uuid), aggregate_uuid TEXT NOT NULL,
                PRIMARY KEY (resource_provider_uuid, aggregate_uuid))
            """,
            "CREATE INDEX provider_aggregates_by_aggregate ON provider_aggregates (aggregate_uuid)",
        ])

    static func delete(of provider: String, _ connection: Connection) throws {
        try connection.execute("DELETE FROM provider_aggregates WHERE resource_provider_uuid = $1", [.text(provider)])
    }

    static func insert(_ aggregate: String, for provider: String, _ connection: Connection) throws {
        try connection.execute(
            "INSERT INTO provider_aggregates (resource_provider_uuid, aggregate_uuid) VALUES ($1, $2)",
            [.text(provider), .text(aggregate)])
    }
}
