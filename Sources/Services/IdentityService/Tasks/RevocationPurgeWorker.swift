import CloudObservability
import CloudSQL
import CloudTasks

/// Removes revocations that no living token can match any more.
enum RevocationPurgeWorker {
    static func make(_ store: IdentityStore, _ log: Log) -> PeriodicWorker {
        PeriodicWorker("identity.purge_revocations", every: .seconds(600)) {
            // Tokens that the rows matched have expired: nobody's knowledge changes, so no change is counted.
            let count = try await store.database.write { try $0.purgeRevocations() }
            if count > 0 { log.info("purged \(count) revocations") }
        }
    }
}
