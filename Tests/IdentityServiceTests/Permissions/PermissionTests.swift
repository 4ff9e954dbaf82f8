import CloudAuth
import CloudHTTP
import CloudJSON
import CloudService
import HTTPTypes
import TestKit
import Testing

@testable import IdentityService

/// Each operation by each kind of caller, every cell of the table asked of a real pipeline.
///
/// The table's cells are computed by oslo.policy from Keystone's rules: `scripts/identity-permissions`.
@Suite struct PermissionTests {
    @Test func everyOperationStandsInTheTable() async throws {
        let table = try PermissionTable()
        try await IdentityFixture.run(.sqlite) { cloud in
            let routes = Set(cloud.role.parts.apis[0].routes.map { "\($0.method.rawValue) \($0.path)" })
            let listed = Set(table.rows.map(\.operation))
            #expect(routes.subtracting(listed).sorted() == [])
            #expect(listed.subtracting(routes).sorted() == [])
        }
    }

    /// What is asked about something of the caller's own domain or project is asked about another's too.
    @Test func everyTargetIsAskedOnBothSides() throws {
        let rows = try PermissionTable().rows
        for (operation, rows) in Dictionary(grouping: rows, by: \.operation) {
            let words = rows.flatMap { [$0.request, $0.body] + $0.before }.joined(separator: " ")
            for kind in ["domain", "project", "user", "group", "domain_limit"] where words.contains("$own_\(kind)") {
                #expect(words.contains("$other_\(kind)"), "\(operation) is asked of no other \(kind)")
            }
        }
    }

    @Test func everyRuleOfARouteIsKnown() async throws {
        try await IdentityFixture.run(.sqlite) { cloud in
            let rules = Set(cloud.role.parts.apis[0].routes.map(\.policy)).subtracting(["-"])
            #expect(rules.subtracting(cloud.role.kit.policy.rules.keys).sorted() == [])
        }
    }

    @Test(.timeLimit(.minutes(3))) func everyCellHolds() async throws {
        let table = try PermissionTable()
        try await PermissionFixture.run { fixture, provider in
            var cloud = try await PermissionCloud(fixture, provider, table.personas)
            for row in table.rows {
                cloud.headers = HTTPFields()
                let isPersonal = row.before.contains { $0.contains("self") }
                var isStale = true
                for (name, cell) in zip(table.personas, row.cells) {
                    guard let persona = cloud.personas[name] else { continue }
                    // Nobody has nothing of their own to ask for.
                    if isPersonal ? persona.token != nil : isStale {
                        for step in row.before { try await cloud.prepare(step, for: persona) }
                    }
                    let answer = try await cloud.ask(row, as: persona)
                    isStale = (200..<300).contains(answer.status)
                    if isStale, row.before == ["renewing self"] { try await cloud.renew(name) }
                    let isExpected = Self.fits(answer.status, cell)
                    #expect(isExpected, "\(row) as \(name): \(answer.status) \(answer.message), not \(cell)")
                    guard isExpected, isStale, row.sees.count == 2 else { continue }
                    let text = String(decoding: JSONWriter.bytes(answer.body), as: UTF8.self)
                    let seesOwn = text.contains(cloud.filled(row.sees[0]))
                    #expect(seesOwn == (cell != "e"), "\(row) as \(name) and its own")
                    let seesOther = text.contains(cloud.filled(row.sees[1]))
                    #expect(seesOther == (cell == "y"), "\(row) as \(name) and what is another domain's")
                }
            }
        }
    }

    /// `y`: allowed; `f`: allowed, and shown only what is of the caller's own; `e`: allowed, and shown nothing; `n`:
    /// forbidden; `-`: unauthorized; else the status itself.
    private static func fits(_ status: Int, _ cell: String) -> Bool {
        switch cell {
        case "y", "f", "e": (200..<300).contains(status)
        case "n": status == 403
        case "-": status == 401
        default: String(status) == cell
        }
    }
}
