import CloudCore
package import CloudObservability
package import CloudSQL

/// Work that comes again and again: run by one process at a time, the holder of its lease.
package struct PeriodicWorker: Sendable {
    package let name: String
    package let interval: Duration
    private let work: @Sendable () async throws -> Void

    package init(_ name: String, every interval: Duration, _ work: @escaping @Sendable () async throws -> Void) {
        self.name = name
        self.interval = interval
        self.work = work
    }

    /// Frees this worker's lease: for a process that knows that no other has its role.
    package func takeOver(_ database: Database) async throws {
        let lease = "worker/" + name
        _ = try await database.write { try $0.execute("DELETE FROM leases WHERE name = $1", [.text(lease)]) }
    }

    /// Runs the work until cancelled. With a database the process must hold the lease of the worker's name; without, it
    /// always runs.
    package func run(_ database: Database?, owner: String, observability: Observability) async {
        let holding = interval * 3
        let name = name
        while !Task.isCancelled {
            do {
                let mine =
                    try await database?.write {
                        try $0.acquireLease(name: "worker/" + name, owner: owner, for: holding)
                    } ?? true
                if mine { try await work() }
            } catch {
                observability.log.warning("worker \(name): \(error)")
            }
            try? await Task.sleep(for: interval)
        }
    }
}
