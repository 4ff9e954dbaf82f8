import CloudSQL
import TestKit
import Testing

@testable import ImageService

/// Of two indexes SQLite takes the one that finds fewer rows.
@Suite struct IndexTests {
    @Test func theMostSelectiveIndexIsTaken() async throws {
        try await TestEngine.sqlite.withDatabase(ImageRole.migrations) { database in
            for (table, columns, best) in [
                ("images", ["name", "status"], "name=?"),
                ("images", ["owner", "status"], "owner=?"),
                ("images", ["visibility", "status", "name"], "name=?"),
                ("images", ["owner", "visibility"], "owner=?"),
            ] {
                let plan = try await QueryPlan.ofPage(table, equal: columns, database)
                #expect(plan.contains(best), "\(table) \(columns): \(plan)")
            }
        }
    }
}
