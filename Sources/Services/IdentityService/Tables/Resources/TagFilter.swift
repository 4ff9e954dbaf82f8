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
        func having(_ tags: [String]?) -> [SQLCondition] { (tags ?? []).map(having) }
        let parts: [SQLCondition?] = [
            .all(having(all)), .any(having(any)), .all(having(notAll)).map(SQLCondition.not),
            .any(having(notAny)).map(SQLCondition.not),
        ]
        return .all(parts.compactMap(\.self))
    }
}
