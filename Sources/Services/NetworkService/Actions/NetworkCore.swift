import AgentProtocols
import CloudAuth
import CloudCore
import CloudMessaging
import CloudSQL
import CloudTasks

/// What all actions share.
struct NetworkCore: Sendable {
    let database: Database
    let policy: Policy
    let identifiers: IdentifierSource
    let clock: CloudClock
    let bus: any Bus
    let configuration: NetworkConfiguration
    let queue: TaskQueue

    /// Runs `body` in one transaction; again when another process took the same address, MAC or segment first.
    func write<T: Sendable>(_ caller: Caller?, _ body: @escaping @Sendable (Work) throws -> T) async throws -> T {
        var races = 0
        while true {
            do {
                let past = races
                return try await database.write { connection in
                    try body(Work(connection: connection, core: self, caller: caller, races: past))
                }
            } catch SQLError.uniqueViolation(let columns) {
                races += 1
                guard races < 12 else {
                    throw Fault(
                        409, "Others were faster again and again; try once more.", code: "Conflict", cause: columns)
                }
            }
        }
    }

    func read<T: Sendable>(_ caller: Caller?, _ body: @escaping @Sendable (Work) throws -> T) async throws -> T {
        try await database.read { connection in
            try body(Work(connection: connection, core: self, caller: caller, races: 0))
        }
    }

    func isAdmin(_ caller: Caller) -> Bool { policy.allows("context_is_admin", caller) }
}
