package import CloudSQL
import FoundationEssentials

/// How much a service is asked: `APUS_FUZZ_SEED` repeats a run; `APUS_FUZZ_REQUESTS` is what identity gets, and each
/// other
/// service a fortieth of it.
package struct FuzzPlan: Sendable {
    package let requests: Int
    package let seed: UInt64

    package init(_ engine: TestEngine) {
        let variables = ProcessInfo.processInfo.environment
        let total = (variables["APUS_FUZZ_REQUESTS"].flatMap(Int.init) ?? 10_000) / 40
        // SQLite bears the brunt; PostgreSQL gets enough to tell the engines apart.
        requests = engine == .sqlite ? total : total / 5
        seed = variables["APUS_FUZZ_SEED"].flatMap(UInt64.init) ?? UInt64.random(in: 0..<1_000_000)
    }

    /// A number that grows with what others write into the database; nil where none can be had cheaply.
    ///
    /// SQLite's `data_version` is of one connection and tells what any other has committed.
    package static func changes(at location: DatabaseLocation) throws -> (@Sendable () async throws -> Int64)? {
        guard case .sqlite = location else { return nil }
        let database = try Database(location, migrations: [], readers: 1)
        return {
            try await database.read { try $0.scalar("PRAGMA data_version")?.number() ?? 0 }
        }
    }
}
