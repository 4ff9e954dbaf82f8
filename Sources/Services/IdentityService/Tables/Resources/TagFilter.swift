import CloudSQL

/// How a list asks for tags (API-SIG "Tags").
struct TagFilter: Sendable {
    var all: [String]?
    var any: [String]?
    var notAll: [String]?
    var notAny: [String]?

    /// nil when nothing is asked for.
    var condition: SQLCondition? {
        func having(_ tag: String) -> SQLCondition {
            SQLCondition("projects.id IN (SELECT project_id FROM project_tags WHERE name = $1)", [.text(tag)])
        }
        func not(_ condition: SQLCondition) -> SQLCondition {
            SQLCondition("NOT (\(condition.sql))", condition.parameters)
        }
        func joined(_ tags: [String]?, _ both: (SQLCondition, SQLCondition) -> SQLCondition) -> SQLCondition? {
            guard let tags, let first = tags.first else { return nil }
            return tags.dropFirst().reduce(having(first)) { both($0, having($1)) }
        }
        let parts = [
            joined(all) { $0.and($1) }, joined(any) { $0.or($1) }, joined(notAll) { $0.and($1) }.map(not),
            joined(notAny) { $0.or($1) }.map(not),
        ].compactMap { $0 }
        guard let first = parts.first else { return nil }
        return parts.dropFirst().reduce(first) { $0.and($1) }
    }
}
