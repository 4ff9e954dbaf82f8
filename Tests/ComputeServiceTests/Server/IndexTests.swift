import CloudSQL
import TestKit
import Testing

@testable import ComputeService

/// Of two indexes SQLite takes the one that finds fewer rows.
@Suite struct IndexTests {
    @Test func theMostSelectiveIndexIsTaken() async throws {
        try await TestEngine.sqlite.withDatabase(ComputeRole.migrations) { database in
            for (table, columns, best) in [
                ("servers", ["vm_state", "host"], "host=?"),
                ("servers", ["flavor_id", "server_group_id"], "server_group_id=?"),
                ("servers", ["vm_state", "task_state", "project_id", "deleted_at"], "project_id=?"),
                ("servers", ["image_id", "flavor_id", "reservation_id"], "reservation_id=?"),
            ] {
                let plan = try await QueryPlan.ofPage(table, equal: columns, database)
                #expect(plan.contains(best), "\(table) \(columns): \(plan)")
            }
        }
    }
}
