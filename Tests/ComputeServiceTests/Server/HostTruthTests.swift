import AgentProtocols
import CloudCore
import CloudJSON
import CloudMessaging
import CloudSQL
import HTTPTypes
import TestKit
import Testing

@testable import ComputeService

/// What agents are told of their servers, and what the servers become by what agents tell.
@Suite struct HostTruthTests {
    private func asked(_ cloud: ServerCloud, _ id: String) async throws -> ServerSpecification? {
        let reply = try await cloud.bus.call(
            ListHostServers(host: "host-1"), to: ComputeTopics.conductor, within: .seconds(60))
        return reply.servers.first { $0.id == id }
    }

    @Test(arguments: TestEngine.available)
    func aServerThatIsDeletedWhileItBuildsIsNeverInError(_ engine: TestEngine) async throws {
        try await ServerCloud.with(engine) { cloud, agents in
            agents[0].set(.silent)
            let id = try await cloud.boot()
            try await eventually { agents[0].requests.contains("build \(id)") }
            #expect(try await asked(cloud, id)?.operation == .build)
            agents[0].set(.well)
            #expect(try await cloud.send(.delete, "/servers/\(id)").status == 204)
            var seen: Set<String> = []
            while let status = try await cloud.server(id)["status"]?.string { seen.insert(status) }
            #expect(seen.isSubset(of: ["BUILD"]))
            try await cloud.gone(id)
            #expect(cloud.services.state.withLock { $0.allocations.isEmpty })
        }
    }

    @Test func anAgentIsToldOfADeletionEvenWhileItBuilds() async throws {
        try await ServerCloud.with { cloud, agents in
            agents[0].set(.silent)
            let id = try await cloud.boot()
            try await eventually { agents[0].requests.contains("build \(id)") }
            #expect(try await cloud.send(.delete, "/servers/\(id)").status == 204)
            try await eventually { try await asked(cloud, id).map { $0.operation == .delete } ?? true }
        }
    }

    @Test func aLostGuestIsAnErrorInItsHostsWords() async throws {
        try await ServerCloud.with { cloud, agents in
            let id = try await cloud.booted()
            let lost = ComputeFailure(message: "The disk of the server is not on the host any more.", details: "/x")
            func tell(_ host: String) async throws {
                try await cloud.bus.cast(
                    ServerLost(serverID: id, host: host, failure: lost), to: ComputeTopics.conductor)
            }
            // What changed a moment ago is not judged yet, hence again and again.
            try await eventually {
                try await tell("another")
                try await tell("host-1")
                return try await cloud.server(id)["status"]?.string == "ERROR"
            }
            let server = try await cloud.server(id)
            #expect(server["fault"]?["message"]?.string == lost.message)
            #expect(server["OS-EXT-STS:power_state"]?.integer == 0)
            #expect(try await asked(cloud, id)?.power == .noState)
            // From there it may be deleted, as any.
            #expect(try await cloud.send(.delete, "/servers/\(id)").status == 204)
            try await cloud.gone(id)
        }
    }

    @Test func onlyItsOwnHostMayCallAGuestLost() async throws {
        try await ServerCloud.with { cloud, agents in
            let id = try await cloud.booted()
            try await Task.sleep(for: .milliseconds(2200))
            let lost = ServerLost(serverID: id, host: "another", failure: ComputeFailure(message: "no"))
            try await cloud.bus.cast(lost, to: ComputeTopics.conductor)
            try await Task.sleep(for: .milliseconds(100))
            #expect(try await cloud.server(id)["status"]?.string == "ACTIVE")
        }
    }

    @Test func anAgentIsToldWhichImageASnapshotFills() async throws {
        try await ServerCloud.with { cloud, agents in
            let id = try await cloud.booted()
            agents[0].set(.silent)
            let answer = try await cloud.act(id, "createImage", ["name": "snap"])
            #expect(answer.status == 202)
            let image = try #require(answer.body["image_id"]?.string)
            let told = try #require(try await asked(cloud, id))
            #expect(told.operation == .snapshot)
            #expect(told.snapshotID == image)
        }
    }

    @Test func aDeletionThatLostItsTaskIsBegunAgain() async throws {
        try await ServerCloud.with { cloud, _ in
            let id = try await cloud.booted()
            _ = try await cloud.database.write {
                try $0.execute("UPDATE servers SET task_state = 'deleting' WHERE id = $1", [.text(id)])
            }
            #expect(try await cloud.send(.delete, "/servers/\(id)").status == 204)
            try await cloud.gone(id)
        }
    }
}
