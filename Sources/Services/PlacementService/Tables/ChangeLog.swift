import CloudSQL

/// Which providers changed, numbered in the order of commits: how readers in any process keep their picture fresh.
///
/// A writer takes its numbers from one counter row, which it holds until it commits; so a reader that sees number `n`
/// sees all that came before.
enum ChangeLog {
    /// Stands in the log for the names of traits and resource classes.
    static let catalog = ""
    /// Older entries go; whoever is that far behind reads everything anew.
    static let length: Int64 = 16_384

    static let migration = Migration(
        11, "changes",
        [
            "CREATE TABLE changes (number BIGINT PRIMARY KEY, subject TEXT NOT NULL)",
            "CREATE TABLE change_counter (id TEXT PRIMARY KEY, value BIGINT NOT NULL)",
            "INSERT INTO change_counter (id, value) VALUES ('changes', 0)",
        ])

    /// The number of the last change.
    static func last(_ connection: Connection) throws -> Int64 {
        try connection.scalar("SELECT value FROM change_counter WHERE id = 'changes'")?.number() ?? 0
    }

    /// What changed after `number`.
    static func subjects(after number: Int64, _ connection: Connection) throws -> Set<String> {
        Set(try connection.all(String.self, "SELECT subject FROM changes WHERE number > $1", [.integer(number)]))
    }

    /// Tells all readers that these providers are no longer what they were.
    static func record(_ subjects: some Sequence<String>, _ connection: Connection) throws {
        let subjects = Set(subjects).sorted()
        guard !subjects.isEmpty else { return }
        let last: Int64 =
            try connection.scalar(
                "UPDATE change_counter SET value = value + $1 WHERE id = 'changes' RETURNING value",
                [.integer(Int64(subjects.count))])?.number() ?? 0
        for (index, subject) in subjects.enumerated() {
            try connection.execute(
                "INSERT INTO changes (number, subject) VALUES ($1, $2)",
                [.integer(last - Int64(index)), .text(subject)])
        }
        if last % 1024 < Int64(subjects.count) {
            try connection.execute("DELETE FROM changes WHERE number <= $1", [.integer(last - length)])
        }
    }
}
