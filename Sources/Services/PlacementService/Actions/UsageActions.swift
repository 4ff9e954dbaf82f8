import CloudAuth
import CloudCore
import CloudSQL

/// How much is in use: of a provider, and by a project or one of its users.
struct UsageActions: Sendable {
    let database: Database
    let policy: Policy
    let forest: ForestCache

    /// What a project uses, of one consumer type.
    struct OfType: Sendable {
        /// nil: consumers without a type.
        var type: String?
        var consumers: Int64
        var used: [String: Int64]
    }

    /// How a project's usage is told apart.
    enum Grouping: Sendable {
        /// Not: before microversion 1.38, and `consumer_type=all`.
        case together
        case byType
        case type(String?)
    }

    func list(ofProvider uuid: String, _ caller: Caller) async throws -> (generation: Int64, used: [String: Int64]) {
        try policy.enforce("placement:resource_providers:usages", caller)
        let state = try await forest.provider(
            uuid, missing: "No resource provider with uuid \(uuid) found: No resource provider with uuid \(uuid) found")
        let used = Dictionary(state.stocks.map { ($0.name, $0.used) }, uniquingKeysWith: { $1 })
        return (state.provider.generation, used)
    }

    func list(project: String, user: String?, _ grouping: Grouping, _ caller: Caller) async throws -> [OfType] {
        try policy.enforce("placement:usages", caller, .project(project))
        return try await database.read { connection in
            let group = if case .together = grouping { false } else { true }
            let type = group ? "c.consumer_type" : "NULL"
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
            let end = group ? "c.consumer_type" : ""
            var result: [String: OfType] = [:]
            let counts =
                "SELECT \(type) AS type, COUNT(DISTINCT c.uuid) AS consumers \(source)"
                + (group ? " GROUP BY \(end)" : "")
            for row in try connection.query(counts, values) {
                let type = try row.optionalString("type")
                result[type ?? ""] = OfType(type: type, consumers: try row.int64("consumers"), used: [:])
            }
            let sums =
                "SELECT \(type) AS type, a.resource_class, CAST(SUM(a.used) AS BIGINT) AS used "
                + "\(source) GROUP BY a.resource_class"
            for row in try connection.query(sums + (group ? ", \(end)" : ""), values) {
                result[try row.optionalString("type") ?? ""]?.used[try row.string("resource_class")] = try row.int64(
                    "used")
            }
            return result.sorted { $0.key < $1.key }.map(\.value).filter { !$0.used.isEmpty }
        }
    }
}
