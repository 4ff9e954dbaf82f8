import CloudCore

/// Brings a schema up to date, all steps in one transaction, while other openers wait.
struct Migrator {
    var migrations: [Migration]
    var clock: CloudClock

    private struct Applied: Decodable {
        var series: String
        var number: Int
        var name: String
    }

    func run(_ session: any Session) throws {
        try session.migrating {
            let connection = Connection(session, clock)
            try connection.execute(
                session.translated(
                    """
                    CREATE TABLE IF NOT EXISTS schema_migrations (series TEXT NOT NULL, number BIGINT NOT NULL,
                    name TEXT NOT NULL, applied_at BIGINT NOT NULL, PRIMARY KEY (series, number))
                    """))
            let applied = try connection.all(
                Applied.self, "SELECT series, number, name FROM schema_migrations ORDER BY series, number")
            try refuseNewer(applied)
            let done = Set(applied.map { "\($0.series) \($0.number)" })
            for migration in migrations where !done.contains("\(migration.series) \(migration.number)") {
                try apply(migration, connection)
            }
        }
    }

    private func apply(_ migration: Migration, _ connection: Connection) throws {
        for statement in migration.statements {
            do {
                try connection.execute(connection.session.translated(statement))
            } catch SQLError.other(let code, let message) {
                throw SQLError.other(
                    code: code, message: "migration \(migration.number) (\(migration.name)): \(message): \(statement)")
            }
        }
        if !migration.estimates.isEmpty { try connection.session.note(migration.estimates) }
        try connection.execute(
            "INSERT INTO schema_migrations (series, number, name, applied_at) VALUES ($1, $2, $3, $4)",
            [.text(migration.series), SQLValue(migration.number), .text(migration.name), .timestamp(connection.now)])
    }

    /// A database that has had steps unknown to this program was written by a newer one, or by another service.
    private func refuseNewer(_ applied: [Applied]) throws {
        let known = Dictionary(
            migrations.map { ("\($0.series) \($0.number)", $0.name) }, uniquingKeysWith: { first, _ in first })
        for step in applied {
            guard let name = known["\(step.series) \(step.number)"] else {
                throw SQLError.other(
                    code: "apus-newer",
                    message: """
                        the database is newer than this program: it has had migration \(step.number) (\(step.name)), \
                        which this program does not know; run the version of Apus that wrote it, or a newer one
                        """)
            }
            guard name == step.name else {
                throw SQLError.other(
                    code: "apus-foreign",
                    message: """
                        the database is not this service's: its migration \(step.number) is "\(step.name)", \
                        this program's is "\(name)"; check the configured database
                        """)
            }
        }
    }
}
