package import CloudSQL

/// How SQLite finds what a statement asks for.
package enum QueryPlan {
    /// The steps, such as `SEARCH users USING INDEX users_by_name (name=?)`.
    package static func of(_ sql: String, _ parameters: [SQLValue] = [], _ database: Database) async throws -> String {
        try await database.read { connection in
            try connection.query("EXPLAIN QUERY PLAN " + sql, parameters)
                .map { try $0.string("detail") }.joined(separator: "; ")
        }
    }

    /// For a page of a list: rows whose columns equal something.
    package static func ofPage(
        _ table: String, equal columns: [String], more: [String] = [], order: String = "id", _ database: Database
    ) async throws -> String {
        let equal = columns.enumerated().map { "\($1) = $\($0 + 1)" }
        return try await of(
            "SELECT * FROM \(table) WHERE \((equal + more).joined(separator: " AND ")) ORDER BY \(order) LIMIT 20",
            equal.map { _ in .integer(1) }, database)
    }

    /// Of pages whose columns equal something, the plans that do not look for the best column's value: of two indexes
    /// SQLite should take the one that finds fewer rows.
    package static func misses(
        of pages: [(table: String, columns: [String], best: String)], _ migrations: [Migration]
    ) async throws -> [String] {
        try await TestEngine.sqlite.withDatabase(migrations) { database in
            var misses: [String] = []
            for page in pages {
                let plan = try await ofPage(page.table, equal: page.columns, database)
                if !plan.contains(page.best + "=?") { misses.append("\(page.table) \(page.columns): \(plan)") }
            }
            return misses
        }
    }
}
