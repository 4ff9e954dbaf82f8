/// How many rows of a table with a million an index finds by its first column, by its first two, and so on.
///
/// For SQLite, which takes every column to tell ten rows from the rest and would read half of a table by one that does
/// not: whether somebody is enabled, in which domain they are. It reads such numbers where `ANALYZE` would leave them
/// (`sqlite_stat1`); to analyze a large table keeps its writers waiting. PostgreSQL counts by itself.
package struct IndexEstimate: Sendable {
    static let tableSize = 1_000_000

    package var table: String
    package var index: String
    package var rows: [Int]

    package init(_ table: String, _ index: String, _ rows: Int...) {
        self.table = table
        self.index = index
        self.rows = rows
    }
}
