import TestKit
import Testing

@testable import ImageService

@Suite struct IndexTests {
    @Test func theMostSelectiveIndexIsTaken() async throws {
        let misses = try await QueryPlan.misses(
            of: [
                ("images", ["name", "status"], "name"),
                ("images", ["owner", "status"], "owner"),
                ("images", ["visibility", "status", "name"], "name"),
                ("images", ["owner", "visibility"], "owner"),
            ], ImageRole.migrations)
        #expect(misses.isEmpty)
    }
}
