import AgentProtocols
import CloudCore
import CloudJSON
import CloudSQL
import HTTPTypes
import TestKit
import Testing

@testable import ComputeService

/// What is done to servers that stand.
@Suite struct ServerOperationTests {
    @Test(arguments: TestEngine.available)
    func stopStartRebootPauseSuspend(_ engine: TestEngine) async throws {
        try await ServerCloud.with(engine) { cloud, agents in
            let id = try await cloud.booted()
            let path: [(action: String, body: JSON, status: String)] = [
                ("os-stop", .null, "SHUTOFF"), ("os-start", .null, "ACTIVE"), ("reboot", ["type": "SOFT"], "ACTIVE"),
                ("reboot", ["type": "HARD"], "ACTIVE"), ("pause", .null, "PAUSED"), ("unpause", .null, "ACTIVE"),
                ("suspend", .null, "SUSPENDED"), ("resume", .null, "ACTIVE"),
            ]
            for step in path {
                #expect(try await cloud.act(id, step.action, step.body).status == 202, "\(step.action)")
                try await cloud.settle(id, step.status)
            }
            #expect(
                agents[0].requests.map { $0.split(separator: " ")[0] } == [
                    "build", "stop", "start", "soft-reboot", "hard-reboot", "pause", "unpause", "suspend", "resume",
                ])
            let log =
                try await cloud.send(.get, "/servers/\(id)/os-instance-actions").body["instanceActions"]?.array ?? []
            #expect(log.count == 9)
            let newest = try #require(log.first?["request_id"]?.string)
            let action = try await cloud.send(.get, "/servers/\(id)/os-instance-actions/\(newest)", as: "admin:p1")
                .body["instanceAction"]
            #expect(action?["action"]?.string == "resume")
            #expect(action?["events"]?.array?.first?["event"]?.string == "compute_resume_instance")
            #expect(action?["events"]?.array?.first?["result"]?.string == "Success")
        }
    }

    @Test func conflictsAreTold() async throws {
        try await ServerCloud.with { cloud, agents in
            let id = try await cloud.booted()
            let refused = try await cloud.act(id, "os-start")
            #expect(refused.status == 409)
            #expect(
                refused.body["conflictingRequest"]?["message"]?.string
                    == "Cannot 'start' instance \(id) while it is in vm_state active")
            agents[0].set(.silent)
            #expect(try await cloud.act(id, "os-stop").status == 202)
            #expect(
                try await cloud.act(id, "os-stop").message
                    == "Cannot 'stop' instance \(id) while it is in task_state powering-off")
            // Deleting is always possible; the stop is given up.
            agents[0].set(.well)
            #expect(try await cloud.send(.delete, "/servers/\(id)").status == 204)
            try await cloud.gone(id)
        }
    }

    @Test func aFailedOperationLeavesTheServerAsItWas() async throws {
        try await ServerCloud.with { cloud, agents in
            let id = try await cloud.booted()
            agents[0].set(.failing(ComputeFailure(message: "the guest does not stop")))
            _ = try await cloud.act(id, "os-stop")
            try await cloud.settle(id, "ACTIVE")
            try await eventually {
                try await cloud.send(.get, "/servers/\(id)/os-instance-actions").body["instanceActions"]?.array?
                    .contains { $0["action"]?.string == "stop" && $0["message"]?.string == "Error" } == true
            }
            _ = try await cloud.act(id, "reboot", ["type": "HARD"])
            let server = try await cloud.settle(id, "ERROR")
            #expect(server["fault"]?["message"]?.string == "the guest does not stop")
            agents[0].set(.well)
            #expect(try await cloud.act(id, "reboot", ["type": "HARD"]).status == 202)
            try await cloud.settle(id, "ACTIVE")
        }
    }

    @Test func lockedServersAreLeftAlone() async throws {
        try await ServerCloud.with { cloud, _ in
            let id = try await cloud.booted()
            #expect(try await cloud.act(id, "lock", ["locked_reason": "mine"]).status == 202)
            let refused = try await cloud.act(id, "os-stop")
            #expect(refused.status == 409 && refused.message == "Instance \(id) is locked")
            #expect(try await cloud.send(.delete, "/servers/\(id)").status == 409)
            #expect(try await cloud.server(id)["locked_reason"]?.string == "mine")
            #expect(try await cloud.act(id, "unlock").status == 202)
            #expect(try await cloud.act(id, "os-stop").status == 202)
            try await cloud.settle(id, "SHUTOFF")
        }
    }

    @Test func resetStateIsForAdministrators() async throws {
        try await ServerCloud.with { cloud, _ in
            let id = try await cloud.booted()
            let denied = try await cloud.act(id, "os-resetState", ["state": "error"])
            #expect(denied.status == 403)
            #expect(
                denied.message == "Policy doesn't allow os_compute_api:os-admin-actions:reset_state to be performed.")
            #expect(try await cloud.act(id, "os-resetState", ["state": "error"], as: "admin:p1").status == 202)
            try await cloud.settle(id, "ERROR")
            #expect(try await cloud.act(id, "os-resetState", ["state": "gone"], as: "admin:p1").status == 400)
            #expect(try await cloud.act(id, "os-resetState", ["state": "active"], as: "admin:p1").status == 202)
            try await cloud.settle(id, "ACTIVE")
        }
    }

    @Test func consoleTagsMetadataAndEvents() async throws {
        try await ServerCloud.with { cloud, agents in
            let id = try await cloud.booted()
            #expect(
                try await cloud.act(id, "os-getConsoleOutput", ["length": 10]).body["output"]?.string
                    == "console of \(id)")
            #expect(try await cloud.act(id, "os-getConsoleOutput", [:]).status == 200)
            #expect(
                try await cloud.send(.post, "/servers/\(id)/metadata", ["metadata": ["k": "v"]]).body["metadata"]?["k"]?
                    .string == "v")
            #expect(try await cloud.send(.put, "/servers/\(id)/metadata/k", ["meta": ["other": "v"]]).status == 400)
            #expect(try await cloud.send(.delete, "/servers/\(id)/metadata/none").status == 404)
            #expect(try await cloud.send(.put, "/servers/\(id)/tags/red").status == 201)
            #expect(try await cloud.send(.put, "/servers/\(id)/tags/red").status == 204)
            #expect(try await cloud.send(.get, "/servers?tags=red").body["servers"]?.array?.count == 1)
            #expect(try await cloud.send(.get, "/servers?not-tags=red").body["servers"]?.array?.count == 0)
            #expect(try await cloud.send(.get, "/servers/\(id)/tags", version: "2.20").status == 404)
            let event: JSON = ["name": "network-changed", "server_uuid": .string(id), "tag": "port"]
            #expect(try await cloud.send(.post, "/os-server-external-events", ["events": [event]]).status == 403)
            let told = try await cloud.send(
                .post, "/os-server-external-events", ["events": [event]], as: "admin:service")
            #expect(told.status == 200 && told.body["events"]?.array?.first?["code"]?.integer == 200)
            try await eventually { agents[0].requests.contains("event network-changed \(id)") }
        }
    }

    @Test func aGuestThatPowersItselfOffIsAStoppedServer() async throws {
        try await ServerCloud.with { cloud, agents in
            let id = try await cloud.booted()
            try await cloud.database.write { connection in
                _ = try connection.execute("UPDATE servers SET updated_at = updated_at - 10000000")
            }
            try await agents[0].report([.init(serverID: id, power: .shutdown)])
            let server = try await cloud.settle(id, "SHUTOFF")
            #expect(server["OS-EXT-STS:power_state"]?.integer == 4)
        }
    }
}
