package import CloudCore
package import CloudSQL
import FoundationEssentials

/// A database engine that tests run on: `@Test(arguments: TestEngine.available)`.
package enum TestEngine: String, Sendable, CaseIterable {
    case sqlite, postgresql

    /// SQLite always, PostgreSQL where it is installed.
    package static let available = PostgreSQLServer.isInstalled ? allCases : [.sqlite]

    /// A place for a new, empty database, removed after `body`.
    package func withLocation<T>(_ body: (DatabaseLocation) async throws -> T) async throws -> T {
        let name = "t" + IdentifierSource.random.hex().prefix(16)
        switch self {
        case .sqlite:
            let folder = "/tmp/apus-test-\(name)"
            defer { try? FileManager.default.removeItem(atPath: folder) }
            return try await body(.sqlite(path: folder + "/database"))
        case .postgresql:
            return try await body(.postgresql(PostgreSQLServer.shared().connection, schema: name))
        }
    }

    /// An open database with `migrations` applied, closed and removed after `body`.
    package func withDatabase<T>(
        _ migrations: [Migration] = [], clock: CloudClock = .system, readers: Int = 2,
        _ body: (Database) async throws -> T
    ) async throws -> T {
        try await withLocation { location in
            let database = try Database(location, migrations: migrations, clock: clock, readers: readers)
            try await database.open()
            do {
                let value = try await body(database)
                await database.close()
                return value
            } catch {
                await database.close()
                throw error
            }
        }
    }
}
