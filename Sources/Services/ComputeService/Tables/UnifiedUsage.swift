import CloudJSON
import CloudSQL

extension Connection {
    /// What the servers of those projects use, by the names of unified limits: servers are counted by flavor.
    func unifiedUsage(ofProjects ids: [String]) throws -> [String: Int] {
        var usage: [String: Int] = [:]
        var rest = ids[...]
        while !rest.isEmpty {
            let some = rest.prefix(512)
            rest = rest.dropFirst(512)
            let places = some.indices.map { "$\($0 - some.startIndex + 1)" }.joined(separator: ", ")
            let rows = try query(
                """
                SELECT flavor, CASE WHEN image_id IS NULL THEN 0 ELSE 1 END AS has_image, count(*) AS number
                FROM servers WHERE project_id IN (\(places)) AND deleted_at IS NULL
                GROUP BY flavor, CASE WHEN image_id IS NULL THEN 0 ELSE 1 END
                """, some.map { .text($0) })
            for row in rows {
                let (flavor, number) = (
                    FlavorSnapshot(json: try row.json("flavor", as: JSON.self)), try row.int("number")
                )
                usage["servers", default: 0] += number
                for (name, amount) in flavor.unifiedResources(hasImage: try row.bool("has_image")) {
                    usage[name, default: 0] += amount * number
                }
            }
        }
        return usage
    }
}
