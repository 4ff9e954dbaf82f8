import CloudCore
import CloudSQL

/// The picture of all providers, kept in memory and brought up to date at each question, also after other processes'
/// changes.
struct ForestCache: Sendable {
    private let database: Database
    private let known = LockedValue<ProviderForest?>(nil)

    init(_ database: Database) { self.database = database }

    /// The picture as of now.
    func current() async throws -> ProviderForest {
        let before = known.withLock { $0 }
        let fresh = try await database.read { try ForestReading(connection: $0).refreshed(before) }
        if fresh.change != before?.change {
            known.withLock { if fresh.change > $0?.change ?? -1 { $0 = fresh } }
        }
        return fresh
    }

    /// One provider as of now.
    /// - Throws: `Fault` 404 with `missing`, or Placement's own words.
    func provider(_ uuid: String, missing: String? = nil) async throws -> ProviderState {
        guard let state = try await current()[uuid] else {
            throw Fault.notFound(missing ?? "No resource provider with uuid \(uuid) found")
        }
        return state
    }
}
