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
            ("user_groups", [], ["domain_id", "name"]), ("trusts", [], ["trustor_user_id", "trustee_user_id"]),
            ("oauth1_access_tokens", [], ["user_id"]),
            ("limits", [], ["service_id", "region_id", "resource_name", "domain_id", "project_id"]),
        ]
        try await IdentityFixture.run(.sqlite) { cloud in
            for list in lists {
                for columns in Self.combinations(list.filters) where !columns.isEmpty || !list.always.isEmpty {
                    for marker in [[], ["id > 'x'"]] {
                        // Lists show identity's own people, but for those of a domain that keeps them elsewhere.
                        let own = ["users", "user_groups"].contains(list.table) ? ["directory = ''"] : []
                        let plan = try await QueryPlan.ofPage(
                            list.table, equal: list.always + columns, more: own + marker, cloud.role.store.database)
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
            for (table, columns, best) in [
                ("users", ["enabled", "name"], "name=?"),
                ("users", ["domain_id", "enabled", "default_project_id"], "default_project_id=?"),
                ("users", ["domain_id", "enabled", "password_expires_at"], "password_expires_at=?"),
                ("assignments", ["actor_kind", "actor_id", "role_id"], "actor_id=?"),
                ("assignments", ["role_id", "target_kind", "target_id"], "target_id=?"),
                ("projects", ["is_domain", "enabled", "name", "parent_id"], "name=?"),
                ("projects", ["is_domain", "domain_id", "parent_id"], "parent_id=?"),
                ("limits", ["service_id", "resource_name", "project_id"], "project_id=?"),
                ("limits", ["service_id", "region_id", "domain_id"], "domain_id=?"),
            ] {
                let plan = try await QueryPlan.ofPage(
                    table, equal: columns, order: table == "assignments" ? "actor_id, target_id, role_id" : "id",
                    cloud.role.store.database)
                #expect(plan.contains(best), "\(table) \(columns): \(plan)")
            }
        }
    }

    private static func combinations(_ columns: [String]) -> [[String]] {
        columns.reduce([[]]) { found, column in found + found.map { $0 + [column] } }
    }
}
