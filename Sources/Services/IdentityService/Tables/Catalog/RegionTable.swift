import CloudCore
import CloudSQL

extension Region: NamedRecord {
    static let audited: Audited? = .region
    static let table = "regions"
    static let migration = Migration(
        3, "regions",
        [
            """
            CREATE TABLE regions (
                id TEXT PRIMARY KEY, description TEXT NOT NULL, parent_region_id TEXT REFERENCES regions (id),
                extra TEXT NOT NULL)
            """,
            "CREATE INDEX regions_by_parent ON regions (parent_region_id)",
        ])

    static func missing(_ id: String) -> Fault { .missing("region", id) }
}

extension Connection {
    /// The region and all below it, each after the one that it stands in.
    func regionTree(from id: String) throws -> [String] {
        var tree = [id]
        var next = 0
        while next < tree.count {
            let below = [ListQuery.Filter.equal("parent_region_id", tree[next])]
            tree += try table(Region.self).list(ListQuery(filters: below)).map(\.id)
            next += 1
        }
        return tree
    }

    /// The region and those above it, the nearest first.
    func regionsUpwards(from id: String?) throws -> [String] {
        var result: [String] = []
        var next = id
        while let id = next, !result.contains(id), let region = try table(Region.self).find(id) {
            result.append(id)
            next = region.parentRegionID
        }
        return result
    }
}
