import CloudSQL

extension Connection {
    /// What the project, or one user in it, uses: by consumer type where `grouping` wants that.
    func usages(ofProject project: String, user: String?, _ grouping: ProjectUsage.Grouping) throws -> [ProjectUsage] {
        let isGrouped = if case .together = grouping { false } else { true }
        let type = isGrouped ? "c.consumer_type" : "NULL"
        var condition = "c.project_id = $1"
        var values: [SQLValue] = [.text(project)]
        if let user {
            values.append(.text(user))
            condition += " AND c.user_id = $2"
        }
        if case .type(let wanted) = grouping {
            if let wanted { values.append(.text(wanted)) }
            condition += wanted == nil ? " AND c.consumer_type IS NULL" : " AND c.consumer_type = $\(values.count)"
        }
        let source = "FROM allocations a JOIN consumers c ON c.uuid = a.consumer_uuid WHERE \(condition)"
        var result: [String: ProjectUsage] = [:]
        let counts =
            "SELECT \(type) AS type, COUNT(DISTINCT c.uuid) AS consumers \(source)"
            + (isGrouped ? " GROUP BY c.consumer_type" : "")
        for row in try query(counts, values) {
            let type = try row.optionalString("type")
            result[type ?? ""] = ProjectUsage(type: type, consumers: try row.int64("consumers"), used: [:])
        }
        let sums =
            "SELECT \(type) AS type, a.resource_class, CAST(SUM(a.used) AS BIGINT) AS used "
            + "\(source) GROUP BY a.resource_class" + (isGrouped ? ", c.consumer_type" : "")
        for row in try query(sums, values) {
            let used = try row.int64("used")
            result[try row.optionalString("type") ?? ""]?.used[try row.string("resource_class")] = used
        }
        return result.sorted { $0.key < $1.key }.map(\.value).filter { !$0.used.isEmpty }
    }
}
