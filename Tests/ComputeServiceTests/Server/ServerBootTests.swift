import AgentProtocols
import CloudCore
import CloudJSON
import CloudObservability
import CloudSQL
import HTTPTypes
import TestKit
import Testing

@testable import ComputeService

/// From `POST /servers` to `ACTIVE`, and all that may go wrong on the way.
@Suite struct ServerBootTests {
    @Test(arguments: TestEngine.available)
    func bootsToActive(_ engine: TestEngine) async throws {
        try await ServerCloud.with(engine) { cloud, agents in
            let id = try await cloud.boot(["metadata": ["a": "b"], "description": "first"])
            let server = try await cloud.settle(id, "ACTIVE")
            #expect(server["OS-EXT-SRV-ATTR:host"]?.string == "host-1")
            #expect(server["addresses"]?["net-1"]?.array?.first?["addr"]?.string == "10.0.0.5")
            #expect(server["flavor"]?["original_name"]?.string == "m1.tiny")
            #expect(server["OS-EXT-STS:power_state"]?.integer == 1)
            #expect(server["description"]?.string == "first")
            #expect(server["security_groups"]?.array?.first?["name"]?.string == "default")
            #expect(agents[0].requests == ["build \(id)"])
            #expect(
                cloud.services.state.withLock { $0.allocations[id]?.values.first } == [
                    "VCPU": 1, "MEMORY_MB": 64, "DISK_GB": 1,
                ])
            let actions = try await cloud.send(.get, "/servers/\(id)/os-instance-actions").body["instanceActions"]?
                .array
            #expect(actions?.map { $0["action"]?.string } == ["create"])
            let steps = Set(cloud.spans.all.compactMap(\.step))
            #expect(steps.isSuperset(of: [3, 6, 7, 8, 9, 10, 11, 12, 15, 16, 17, 18]))
        }
    }

    @Test func noValidHost() async throws {
        try await ServerCloud.with { cloud, agents in
            let id = try await cloud.boot(["flavorRef": "gpu"])
            let server = try await cloud.settle(id, "ERROR")
            #expect(
                server["fault"]?["message"]?.string == "No valid host was found. There are not enough hosts available.")
            #expect(server["fault"]?["code"]?.integer == 500)
            #expect(agents[0].requests.isEmpty)
            #expect(cloud.services.state.withLock { $0.allocations.isEmpty })
        }
    }

    @Test func aLostRaceTakesTheNextCandidate() async throws {
        try await ServerCloud.with(hosts: ["host-1", "host-2"]) { cloud, _ in
            cloud.services.state.withLock { $0.refusedClaims = 1 }
            _ = try await cloud.booted()
        }
    }

    @Test func anotherHostIsTriedWhenOneFails() async throws {
        try await ServerCloud.with(hosts: ["host-1", "host-2"]) { cloud, agents in
            for agent in agents { agent.set(.failing(ComputeFailure(message: "disk full"))) }
            agents[0].set(.failing(ComputeFailure(message: "broken", details: "also at tearing down")))
            let first = try await cloud.boot()
            let server = try await cloud.settle(first, "ERROR")
            #expect(server["fault"]?["message"]?.string?.hasPrefix("Exceeded maximum number of retries.") == true)
            #expect(agents.allSatisfy { $0.requests.contains("build \(first)") })
            #expect(cloud.services.state.withLock { $0.allocations.isEmpty && $0.ports.isEmpty })
            agents[1].set(.well)
            let second = try await cloud.booted()
            #expect(try await cloud.server(second)["OS-EXT-SRV-ATTR:host"]?.string == "host-2")
        }
    }

    @Test func aFaultOfTheRequestIsNotRetried() async throws {
        try await ServerCloud.with(hosts: ["host-1", "host-2"]) { cloud, agents in
            for agent in agents { agent.set(.failing(ComputeFailure(message: "address in use", isOfThisHost: false))) }
            let id = try await cloud.boot()
            let server = try await cloud.settle(id, "ERROR")
            #expect(server["fault"]?["message"]?.string == "Build of instance \(id) aborted: address in use")
            #expect(agents.flatMap(\.requests).filter { $0.hasPrefix("build") }.count == 1)
        }
    }

    @Test(arguments: TestEngine.available)
    func deletedWhileItBuilds(_ engine: TestEngine) async throws {
        try await ServerCloud.with(engine) { cloud, agents in
            agents[0].set(.silent)
            let id = try await cloud.boot()
            try await eventually { agents[0].requests.contains("build \(id)") }
            agents[0].set(.well)
            #expect(try await cloud.send(.delete, "/servers/\(id)").status == 204)
            try await cloud.gone(id)
            #expect(cloud.services.state.withLock { $0.allocations.isEmpty && $0.ports.isEmpty })
            let tasks = try await cloud.database.read { try $0.query("SELECT * FROM tasks").count }
            #expect(tasks == 0)
        }
    }

    @Test func anOutageOfANeighbourOnlyDelays() async throws {
        try await ServerCloud.with { cloud, _ in
            let id = try await cloud.booted()
            cloud.services.state.withLock { $0.outages = 2 }
            #expect(try await cloud.send(.delete, "/servers/\(id)").status == 204)
            try await cloud.gone(id)
            #expect(cloud.services.state.withLock { $0.allocations.isEmpty && $0.ports.isEmpty })
        }
    }

    @Test(arguments: TestEngine.available)
    func quotaIsCounted(_ engine: TestEngine) async throws {
        try await ServerCloud.with(engine, settings: ["compute.quota.instances": "2"]) { cloud, _ in
            let body = ServerCloud.bootBody()
            // Asked for at once: only two may be made, whoever is first.
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<5 { group.addTask { try await cloud.send(.post, "/servers", body).status } }
                return try await group.reduce(into: [Int]()) { $0.append($1) }
            }
            #expect(statuses.filter { $0 == 202 }.count == 2)
            let refused = try await cloud.send(.post, "/servers", body)
            #expect(refused.status == 403)
            #expect(
                refused.message == "Quota exceeded for instances: Requested 1, but already used 2 of 2 instances")
        }
    }

    @Test func severalAtOnce() async throws {
        try await ServerCloud.with { cloud, _ in
            let answer = try await cloud.send(
                .post, "/servers",
                ServerCloud.bootBody(["min_count": 2, "max_count": 3, "return_reservation_id": true]))
            let reservation = try #require(answer.body["reservation_id"]?.string)
            try await eventually {
                let list =
                    try await cloud.send(.get, "/servers/detail?reservation_id=\(reservation)").body["servers"]?.array
                    ?? []
                return list.count == 3 && list.allSatisfy { $0["status"]?.string == "ACTIVE" }
            }
            let names = try await cloud.send(.get, "/servers").body["servers"]?.array?.compactMap { $0["name"]?.string }
                .sorted()
            #expect(names == ["vm-1", "vm-2", "vm-3"])
        }
    }
}
