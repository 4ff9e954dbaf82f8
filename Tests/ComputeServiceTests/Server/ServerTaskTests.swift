import AgentProtocols
import CloudCore
import CloudJSON
import CloudMessaging
import CloudSQL
import CloudTasks
import Dispatch
import HTTPTypes
import TestKit
import Testing

@testable import ComputeService

/// A runner that dies between two lines: another goes on, each step is done again, and the end is the same.
@Suite(.serialized) struct ServerTaskTests {
    struct Death: Sendable, CustomTestStringConvertible {
        var kind: String
        var step: String
        var moment: String
        var testDescription: String { "\(kind), \(step), \(moment)" }
    }

    static let deaths = [
        ("build_server", ["schedule", "build on host"]),
        ("operate_server", ["on the host"]),
        ("delete_server", ["end the guest", "release the ports", "release the claim"]),
    ].flatMap { kind, steps in
        steps.flatMap { step in ["before", "after", "stored"].map { Death(kind: kind, step: step, moment: $0) } }
    }

    /// At the point, once, others take the runners' place, and the task's lease is taken away: what the first does from
    /// then on counts for nothing, as if it had died.
    final class Thief: Sendable {
        private let state = LockedValue((cloud: ServerCloud?.none, taken: false))
        let death: Death

        init(_ death: Death) { self.death = death }

        func watch(_ cloud: ServerCloud) { state.withLock { $0.cloud = cloud } }

        var hasStruck: Bool { state.withLock { $0.taken } }

        func reach(_ kind: String, _ step: String, _ moment: String) {
            guard kind == death.kind, step == death.step, moment == death.moment else { return }
            let cloud = state.withLock { state -> ServerCloud? in
                guard !state.taken, let cloud = state.cloud else { return nil }
                state.taken = true
                return cloud
            }
            guard let cloud else { return }
            let done = DispatchSemaphore(value: 0)
            Task.detached {
                await cloud.replaceRunners()
                _ = try? await cloud.database.write {
                    try $0.execute(
                        "UPDATE tasks SET lease_owner = NULL, lease_until = NULL, run_at = 0 WHERE kind = $1",
                        [.text(kind)])
                }
                done.signal()
            }
            // A few milliseconds on a thread that is not ours to block: only in a test, and one at a time.
            _ = done.wait(timeout: .now() + 30)
        }
    }

    /// Wakes whatever is due, so that a test need not wait for the runners' own look.
    private func hurry(_ cloud: ServerCloud) -> Task<Void, Never> {
        Task {
            while !Task.isCancelled {
                let rows = (try? await cloud.database.read { try $0.table(TaskRow.self).list() }) ?? []
                for row in rows {
                    try? await cloud.bus.cast(WakeTask(taskID: row.id), to: Topic("compute.\(row.role).tasks"))
                }
                try? await Task.sleep(for: .milliseconds(20))
            }
        }
    }

    @Test(arguments: deaths)
    func goesOnAfterADeath(_ death: Death) async throws {
        let thief = Thief(death)
        let failpoint = Failpoint { thief.reach($0, $1, $2) }
        try await ServerCloud.with(failpoint: failpoint) { cloud, agents in
            thief.watch(cloud)
            let hurry = hurry(cloud)
            defer { hurry.cancel() }
            let id = try await cloud.booted()
            _ = try await cloud.act(id, "os-stop")
            try await cloud.settle(id, "SHUTOFF")
            #expect(cloud.services.state.withLock { $0.allocations.count } == 1)
            #expect(try await cloud.send(.delete, "/servers/\(id)").status == 204)
            try await cloud.gone(id)
            #expect(thief.hasStruck)
            try await eventually { try await cloud.database.read { try $0.query("SELECT id FROM tasks").isEmpty } }
            #expect(cloud.services.state.withLock { $0.allocations.isEmpty && $0.ports.isEmpty })
        }
    }

    @Test func deathWhileUndoing() async throws {
        let thief = Thief(Death(kind: "build_server", step: "build on host", moment: "undone"))
        try await ServerCloud.with(failpoint: Failpoint { thief.reach($0, $1, $2) }) { cloud, agents in
            thief.watch(cloud)
            let hurry = hurry(cloud)
            defer { hurry.cancel() }
            agents[0].set(.failing(.init(message: "no", isOfThisHost: false)))
            let id = try await cloud.boot()
            try await cloud.settle(id, "ERROR")
            #expect(thief.hasStruck)
            #expect(cloud.services.state.withLock { $0.allocations.isEmpty })
        }
    }

    @Test(arguments: TestEngine.available)
    func refreshFollowsTheNetwork(_ engine: TestEngine) async throws {
        try await ServerCloud.with(engine) { cloud, _ in
            let id = try await cloud.booted()
            cloud.services.state.withLock { state in
                for port in state.ports.keys {
                    state.ports[port]?["fixed_ips"] = [["ip_address": "10.0.0.77", "subnet_id": "s"]]
                    state.ports[port]?["network_id"] = .string(StubServices.uuid("net-1"))
                    state.ports[port]?["security_groups"] = ["sg-web"]
                }
            }
            let event: JSON = ["name": "network-changed", "server_uuid": .string(id)]
            _ = try await cloud.send(.post, "/os-server-external-events", ["events": [event]], as: "admin:service")
            try await eventually {
                let server = try await cloud.server(id)
                return server["addresses"]?["net-1"]?.array?.first?["addr"]?.string == "10.0.0.77"
                    && server["security_groups"]?.array?.first?["name"]?.string == "web"
            }
        }
    }
}
