import CloudSQL

/// Brings a picture of all providers up to date with the database.
struct ForestReading {
    let connection: Connection

    /// The picture as of this transaction; `known` is what was known before, and is returned when nothing has changed.
    func refreshed(_ known: ProviderForest?) throws -> ProviderForest {
        let last = try ChangeLog.last(connection)
        guard var forest = known, last >= forest.change, last - forest.change < ChangeLog.length / 2 else {
            return try whole(last)
        }
        guard last != forest.change else { return forest }
        var subjects = try ChangeLog.subjects(after: forest.change, connection)
        if subjects.remove(ChangeLog.catalog) != nil { try readCatalog(&forest) }
        guard subjects.count <= 256 else { return try whole(last) }
        let states = try subjects.isEmpty ? [:] : read(subjects.sorted())
        forest.replace(Array(subjects), with: states)
        forest.change = last
        return forest
    }

    private func whole(_ last: Int64) throws -> ProviderForest {
        var forest = ProviderForest(change: last)
        try readCatalog(&forest)
        let states = try read(nil)
        forest.replace(Array(states.keys), with: states)
        return forest
    }

    private func readCatalog(_ forest: inout ProviderForest) throws {
        forest.traits = try connection.traitNames()
        forest.resourceClasses = try connection.resourceClassNames()
    }

    /// Providers with all that belongs to them; nil: all there are.
    private func read(_ subjects: [String]?) throws -> [String: ProviderState] {
        var providers: [ResourceProvider] = []
        var inventories: [String: [Inventory]] = [:]
        var used: [String: Int64] = [:]
        var traits: [String: [String]] = [:]
        var aggregates: [String: [String]] = [:]
        for batch in subjects.map({ Array(Batches($0)).map(Optional.some) }) ?? [nil] {
            let values = batch?.values ?? []
            func rows(_ select: String, _ column: String, _ end: String = "") -> String {
                "\(select)\(batch.map { " WHERE \(column) IN (\($0.places))" } ?? "")\(end)"
            }
            providers += try connection.all(
                ResourceProvider.self, rows("SELECT * FROM resource_providers", "uuid"), values)
            for inventory in try connection.all(
                Inventory.self, rows("SELECT * FROM inventories", "resource_provider_uuid", " ORDER BY resource_class"),
                values)
            {
                inventories[inventory.resourceProviderUUID, default: []].append(inventory)
            }
            let sums = rows(
                "SELECT resource_provider_uuid, resource_class, CAST(SUM(used) AS BIGINT) FROM allocations",
                "resource_provider_uuid",
                " GROUP BY resource_provider_uuid, resource_class")
            for row in try connection.query(sums, values) {
                used[Inventory.id(try row.values[0].string(), try row.values[1].string())] = try row.values[2].number()
            }
            for row in try connection.query(
                rows(
                    "SELECT resource_provider_uuid, name FROM provider_traits", "resource_provider_uuid",
                    " ORDER BY name"), values)
            {
                traits[try row.values[0].string(), default: []].append(try row.values[1].string())
            }
            let memberships = rows(
                "SELECT resource_provider_uuid, aggregate_uuid FROM provider_aggregates", "resource_provider_uuid",
                " ORDER BY aggregate_uuid")
            for row in try connection.query(memberships, values) {
                aggregates[try row.values[0].string(), default: []].append(try row.values[1].string())
            }
        }
        return Dictionary(
            providers.map { provider in
                let stocks = (inventories[provider.uuid] ?? []).map { Stock(inventory: $0, used: used[$0.id] ?? 0) }
                let state = ProviderState(
                    provider, stocks: stocks, traits: traits[provider.uuid] ?? [],
                    aggregates: aggregates[provider.uuid] ?? [])
                return (provider.uuid, state)
            }, uniquingKeysWith: { $1 })
    }
}
