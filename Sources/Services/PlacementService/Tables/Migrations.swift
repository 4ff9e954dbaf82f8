import CloudSQL

/// The schema, one migration a table.
enum PlacementMigrations {
    static let all = [
        ResourceProvider.migration, Inventory.migration, Consumer.migration, Allocation.migration, Trait.migration,
        ResourceClass.migration, ProviderTraits.migration, ProviderAggregates.migration, ChangeLog.migration,
    ]
}
