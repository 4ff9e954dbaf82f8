/// A step of a schema, forward only. Each statement is one SQL statement in the common dialect.
///
/// Types: `TEXT`, `BIGINT`, `INTEGER` (64 bits too), `DOUBLE PRECISION`, `BLOB`. A boolean is an `INTEGER` of 0 or 1.
package struct Migration: Sendable {
    package var number: Int
    package var name: String
    package var statements: [String]
    /// Of indexes, these or older ones, that tell few rows apart.
    package var estimates: [IndexEstimate]
    /// Numbers count within a series, so that a kit can bring tables of its own into every service's database.
    package var series: String

    package init(
        _ number: Int, _ name: String, _ statements: [String], estimates: [IndexEstimate] = [],
        series: String = "service"
    ) {
        self.number = number
        self.name = name
        self.statements = statements
        self.estimates = estimates
        self.series = series
    }

    /// What every database has.
    static let builtIn = [
        Migration(
            1, "leases",
            ["CREATE TABLE leases (name TEXT PRIMARY KEY, owner TEXT NOT NULL, expires_at BIGINT NOT NULL)"],
            series: "sql")
    ]

    /// The built-in and the given migrations, by number; throws when two have the same.
    static func checked(_ migrations: [Migration]) throws -> [Migration] {
        var seen: Set<String> = []
        for migration in migrations where !seen.insert("\(migration.series) \(migration.number)").inserted {
            throw SQLError.other(
                code: "42710", message: "two migrations have the number \(migration.number) (\(migration.series))")
        }
        return builtIn + migrations.sorted { $0.number < $1.number }
    }
}
