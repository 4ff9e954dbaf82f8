import CloudJSON
import HTTPTypes
import TestKit
import Testing

@testable import NetworkService

/// What the fuzz test has found once.
@Suite struct FoundTests {
    @Test(arguments: TestEngine.available) func listsRefuseWhatCannotBeLookedFor(_ engine: TestEngine) async throws {
        try await NetworkCloud.run(engine) { cloud in
            try await cloud.heartbeat("host-1")
            let after = try await cloud.call(.get, "/agents?marker=nobody", as: "admin")
            #expect(after.status == 404)
            #expect(after.type == "AgentNotFound")
            _ = try await cloud.network(as: "admin")
            let text = String(repeating: "x", count: 60_000)
            let found = try await cloud.call(.get, "/networks?tags=\(text)", as: "admin")
            #expect(found.status == (engine == .sqlite ? 400 : 200))
        }
    }
}
