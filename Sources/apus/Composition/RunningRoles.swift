import CloudCore
import CloudHTTP
import CloudNotifications
import CloudObservability
import CloudSQL
import CloudService
import CloudTasks

/// Runs the parts of all roles of this process until its task is cancelled.
struct RunningRoles: Sendable {
    let parts: RoleParts
    let observability: Observability
    let owner: String

    /// Opens (and migrates) the databases.
    func open() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for database in parts.databases { group.addTask { try await database.open() } }
            try await group.waitForAll()
        }
    }

    /// What a process before this one had begun is this one's at once, when no other can have the same roles.
    func takeOver() async throws {
        for runner in parts.runners { try await runner.takeOver() }
        for relay in parts.relays { try await relay.takeOver() }
        for work in parts.workers {
            if let database = work.database { try await work.worker.takeOver(database) }
        }
    }

    /// Does what must be done before the cloud calls itself ready.
    func begin() async throws {
        for preparation in parts.preparations { try await preparation() }
    }

    func close() async {
        for database in parts.databases { await database.close() }
    }

    /// Runs runners, relays, workers and loops until its task is cancelled, or throws what ended the first.
    func run() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for runner in parts.runners { group.addTask { try await runner.run() } }
            for relay in parts.relays { group.addTask { try await relay.run() } }
            for work in parts.workers {
                group.addTask { await work.worker.run(work.database, owner: owner, observability: observability) }
            }
            for loop in parts.loops { group.addTask { try await loop() } }
            group.addTask { await IdleMemory.run() }
            try await group.waitForAll()
        }
    }
}
