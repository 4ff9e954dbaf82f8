import CloudObservability
import CloudTasks

/// Disables accounts that nobody has used for too long.
enum AccountWorker {
    static func make(_ accounts: AccountActions, _ log: Log) -> PeriodicWorker {
        PeriodicWorker("identity.inactive_accounts", every: .seconds(60)) {
            let count = try await accounts.disableInactive()
            if count > 0 { log.info("disabled \(count) inactive accounts") }
        }
    }
}
