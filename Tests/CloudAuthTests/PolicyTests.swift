import CloudAuth
import CloudCore
import Testing

@Suite struct PolicyTests {
    static func caller(_ roles: [String], project: String? = "p1") -> Caller {
        Caller(
            token: "t", user: .init(id: "u1", name: "user"), userDomain: .init(id: "default", name: "Default"),
            scope: project.map {
                .project(.init(id: $0, name: $0), domain: .init(id: "d1", name: "d"), isDomain: false)
            } ?? .system,
            roles: roles, expiresAt: Timestamp(seconds: 1))
    }

    static func allows(_ rule: String, _ caller: Caller, _ target: PolicyTarget = [:]) throws -> Bool {
        try Policy([PolicyRule("x", rule), PolicyRule("admin", "role:admin")]).allows("x", caller, target)
    }

    @Test(arguments: [
        ("", true), ("@", true), ("!", false), ("role:member", true), ("role:MEMBER", true), ("role:admin", false),
        ("not role:admin", true),
        ("rule:admin", false), ("rule:admin or role:member", true), ("role:member and not role:reader", true),
        ("(role:admin or role:member) and project_id:%(project_id)s", true), ("project_id:%(other)s", false),
        ("user_id:u1", true), ("'p1':%(project_id)s", true), ("None:%(nothing)s", true), ("system_scope:all", false),
        ("domain_id:d1", false), ("project_domain_id:d1", true), ("unknown:thing", false),
        ("not (role:admin or role:member)", false), ("role:admin and role:member or role:member", true),
    ])
    func decides(_ rule: String, _ expected: Bool) throws {
        #expect(try Self.allows(rule, Self.caller(["member"]), ["project_id": "p1", "nothing": nil]) == expected)
    }

    @Test func anotherProjectIsAnother() throws {
        #expect(try !Self.allows("project_id:%(project_id)s", Self.caller(["admin"]), .project("p2")))
        #expect(try Self.allows("system_scope:all", Self.caller(["admin"], project: nil)))
    }

    @Test(arguments: ["role", "(role:admin", "role:admin)", "role:admin or", "and", "rule:missing", "rule:x"])
    func refusesNonsense(_ text: String) {
        #expect(throws: PolicySyntaxError.self) { try Policy([PolicyRule("x", text)]) }
    }

    @Test func operatorsOverride() throws {
        let overrides = try Policy.overrides(yaml: "\"x\": \"role:reader\"\nnew: '@'\n")
        let policy = try Policy([PolicyRule("x", "role:admin")], overrides: overrides)
        #expect(policy.allows("x", Self.caller(["reader"])))
        #expect(policy.allows("new", Self.caller([])))
        #expect(!policy.allows("unknown", Self.caller(["admin"])))
        #expect(throws: (any Error).self) { try Policy.overrides(yaml: "- a list") }
    }
}
