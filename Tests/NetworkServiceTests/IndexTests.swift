import TestKit
import Testing

@testable import NetworkService

@Suite struct IndexTests {
    @Test func theMostSelectiveIndexIsTaken() async throws {
        let misses = try await QueryPlan.misses(
            of: [
                ("ports", ["project_id", "device_owner"], "project_id"),
                ("ports", ["device_owner", "name"], "name"),
                ("ports", ["project_id", "name"], "name"),
                ("networks", ["external", "name"], "name"),
                ("networks", ["shared", "external", "project_id"], "project_id"),
            ], NetworkMigrations.all)
        #expect(misses.isEmpty)
    }
}
