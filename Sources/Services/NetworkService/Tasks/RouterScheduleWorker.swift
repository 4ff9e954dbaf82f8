import CloudCore
import CloudSQL
import CloudTasks

/// Moves routers away from hosts whose agent is dead.
enum RouterScheduleWorker {
    static func worker(_ core: NetworkCore) -> PeriodicWorker {
        PeriodicWorker("network.routers", every: .seconds(15)) {
            // Most looks find nothing to do: they do not take the writer.
            let stray = try await core.read(nil) { work in
                let live = Set(try work.table(Agent.self).list().filter { $0.isAlive(work.now) }.map(\.host))
                guard !live.isEmpty else { return false }
                return try work.table(Router.self).list().contains { !live.contains($0.host ?? "") }
            }
            if stray { try await core.write(nil) { try $0.rescheduleRouters() } }
        }
    }
}
