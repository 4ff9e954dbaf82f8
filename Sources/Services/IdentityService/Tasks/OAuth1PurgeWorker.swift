import CloudObservability
import CloudSQL
import CloudTasks

/// Removes nonces and request tokens whose time is over.
enum OAuth1PurgeWorker {
    static func make(_ store: IdentityStore, _ log: Log) -> PeriodicWorker {
        PeriodicWorker("identity.purge_oauth1", every: .seconds(600)) {
            // No token's validity hangs on them: no change is counted.
            let count = try await store.database.write { try $0.purgeOAuth1() }
            if count > 0 { log.info("purged \(count) nonces and request tokens of OAuth1") }
        }
    }
}
