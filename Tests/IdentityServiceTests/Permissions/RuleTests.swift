import CloudAuth
import CloudCore
import FoundationEssentials
import Testing

@testable import IdentityService

/// Each default rule by each kind of caller and target: `Tests/Contract/identity/rules.tsv`.
@Suite struct RuleTests {
    private struct Unreadable: Error {}

    private static func table(file: String = #filePath) throws -> [[String]] {
        let root = file.split(separator: "/").dropLast(4).map { "/" + $0 }.joined()
        guard let bytes = FileManager.default.contents(atPath: root + "/Tests/Contract/identity/rules.tsv") else {
            throw Unreadable()
        }
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").filter { !$0.hasPrefix("#") }.map {
            $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
        }
    }

    @Test func everyRuleDecidesAsKeystoneDoes() throws {
        let table = try Self.table()
        let header = try #require(table.first)
        let callers = header.dropFirst(2).map(Self.caller)
        let policy = try Policy(IdentityPolicy.rules)
        for line in table.dropFirst() {
            try #require(line.count == header.count)
            for (caller, cell) in zip(callers, line.dropFirst(2)) {
                var target: PolicyTarget = [:]
                for entry in line[1].split(separator: " ") {
                    let parts = entry.split(separator: "=").map(String.init)
                    let value = parts[1] == "$self" ? caller.user.id : parts[1]
                    target[parts[0]] = .some(value == "None" ? nil : value)
                }
                let isAllowed = policy.allows(line[0], caller, target)
                #expect(isAllowed == (cell == "y"), "\(line[0]) of \(line[1]) as \(caller.user.name)")
            }
        }
    }

    @Test func theTableHoldsEveryRule() throws {
        let listed = Set(try Self.table().dropFirst().map { $0[0] })
        #expect(listed == Set(IdentityPolicy.rules.map(\.name)))
        #expect(Set(IdentityPolicy.rules.map(\.name)).count == IdentityPolicy.rules.count)
    }

    /// `domain-manager`: of the domain A, in which the project PA is.
    private static func caller(_ name: String) -> Caller {
        let parts = name.split(separator: "-").map(String.init)
        let domain = Caller.Named(id: "A", name: "A")
        let scope: Caller.Scope =
            switch parts[0] {
            case "project": .project(.init(id: "PA", name: "PA"), domain: domain, isDomain: false)
            case "domain": .domain(domain)
            case "system": .system
            default: .unscoped
            }
        let order = ["admin", "manager", "member", "reader"]
        var roles: [String] = []
        if parts.count > 1 { roles = order.firstIndex(of: parts[1]).map { Array(order[$0...]) } ?? [parts[1]] }
        return Caller(
            token: "", user: .init(id: "u-" + name, name: name), userDomain: domain, scope: scope, roles: roles,
            expiresAt: Timestamp(seconds: 1))
    }
}
