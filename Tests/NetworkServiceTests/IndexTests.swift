import CloudSQL
import TestKit
import Testing

@testable import NetworkService

/// Of two indexes SQLite takes the one that finds fewer rows.
@Suite struct IndexTests {
    @Test func theMostSelectiveIndexIsTaken() async throws {
        try await TestEngine.sqlite.withDatabase(NetworkMigrations.all) { database in
            for (table, columns, best) in [
                ("ports", ["project_id", "device_owner"], "project_id=?"),
                ("ports", ["device_owner", "name"], "name=?"),
                ("ports", ["project_id", "name"], "name=?"),
                ("networks", ["external", "name"], "name=?"),
                ("networks", ["shared", "external", "project_id"], "project_id=?"),
            ] {
                let plan = try await QueryPlan.ofPage(table, equal: columns, database)
                #expect(plan.contains(best), "\(table) \(columns): \(plan)")
            }
        }
    }
}
