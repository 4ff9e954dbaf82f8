import CloudCore
import CloudJSON
import CloudSQL
import HTTPTypes
import TestKit
import Testing

@testable import ComputeService

/// Many at once; how fast, the benchmarks measure.
@Suite(.serialized) struct ManyServersTests {
    @Test func fiftyBootsAtOnce() async throws {
        let settings = ["compute.quota.instances": "-1", "compute.quota.cores": "-1", "compute.quota.ram": "-1"]
        try await ServerCloud.with(hosts: ["a", "b", "c", "d"], settings: settings) { cloud, _ in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for index in 0..<50 {
                    group.addTask { _ = try await cloud.boot(["name": .string("vm-\(index)")]) }
                }
                try await group.waitForAll()
            }
            try await eventually {
                try await cloud.database.read {
                    try $0.scalar("SELECT count(*) FROM servers WHERE vm_state = 'active'")
                } == 50
            }
        }
    }

    @Test func aThousandServersInDetail() async throws {
        try await ServerCloud.with { cloud, _ in
            let id = try await cloud.booted(["metadata": ["role": "web"]])
            try await cloud.database.write { connection in
                let table = try connection.table(Server.self)
                let one = try table.present(id)
                try table.insert(
                    contentsOf: (0..<999).map { index in
                        var copy = one
                        copy.id = "00000000-0000-0000-0000-\(String(1_000_000_000_000 + index).dropFirst())"
                        copy.number = index + 10
                        return copy
                    })
            }
            let answer = try await cloud.send(.get, "/servers/detail")
            #expect(answer.body["servers"]?.array?.count == 1000)
        }
    }
}
