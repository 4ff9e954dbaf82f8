import CloudHTTP
import CloudSQL
import TestKit
import Testing

@testable import IdentityService

/// Each list with each combination of its filters finds its page by an index, in the order of ids: nothing is sorted,
/// and no table is read from its beginning.
@Suite struct PageIndexTests {
    @Test func pagesAreFoundByIndexes() async throws {
        let lists: [(table: String, always: [String], filters: [String])] = [
            ("users", [], ["domain_id", "enabled", "name", "default_project_id"]),
            ("projects", ["is_domain"], ["domain_id", "enabled", "name", "parent_id"]),
            ("user_groups", [], ["domain_id", "name"]),
            ("limits", [], ["service_id", "region_id", "resource_name", "domain_id", "project_id"]),
        ]
        try await IdentityFixture.run(.sqlite) { cloud in
            for list in lists {
                for columns in Self.combinations(list.filters) where !columns.isEmpty || !list.always.isEmpty {
                    for marker in [[], ["id > 'x'"]] {
                        let own = ["users", "user_groups"].contains(list.table) ? ["directory = ''"] : []
                        let conditions = (list.always + columns).map { "\($0) = 'x'" } + own + marker
                        let plan = try await cloud.role.store.read { connection in
                            try connection.query(
                                "EXPLAIN QUERY PLAN SELECT * FROM \(list.table) "
                                    + "WHERE \(conditions.joined(separator: " AND ")) ORDER BY id LIMIT 20"
                            ).map { try $0.string("detail") }.joined(separator: "; ")
                        }
                        #expect(plan.hasPrefix("SEARCH") && plan.contains("=?"), "\(list.table) \(columns): \(plan)")
                        // What names one row needs no order.
                        let isOne = plan.contains("(domain_id=? AND name=?")
                        #expect(isOne || !plan.contains("TEMP B-TREE"), "\(list.table) \(columns): \(plan)")
                    }
                }
            }
        }
    }

    /// Names are looked for among those of that name, a project's limits among the project's.
    @Test func theMostSelectiveIndexIsTaken() async throws {
        try await IdentityFixture.run(.sqlite) { cloud in
            for (table, filters, best) in [
                ("users", "enabled = 1 AND name = 'x'", "name=?"),
                ("projects", "is_domain = 0 AND enabled = 1 AND name = 'x' AND parent_id = 'y'", "name=?"),
                ("projects", "is_domain = 0 AND domain_id = 'x' AND parent_id = 'y'", "parent_id=?"),
                ("limits", "service_id = 'x' AND resource_name = 'y' AND project_id = 'z'", "project_id=?"),
                ("limits", "service_id = 'x' AND region_id = 'y' AND domain_id = 'z'", "domain_id=?"),
            ] {
                let plan = try await cloud.role.store.read { connection in
                    try connection.query(
                        "EXPLAIN QUERY PLAN SELECT * FROM \(table) WHERE \(filters) ORDER BY id LIMIT 20"
                    )
                    .map { try $0.string("detail") }.joined(separator: "; ")
                }
                #expect(plan.contains(best), "\(table) \(filters): \(plan)")
            }
        }
    }

    private static func combinations(_ columns: [String]) -> [[String]] {
        columns.reduce([[]]) { found, column in found + found.map { $0 + [column] } }
    }
}
