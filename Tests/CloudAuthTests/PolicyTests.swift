import CloudAuth
import CloudCore
import Testing

@Suite struct PolicyTests {
    static func caller(_ roles: [String], _ scope: Caller.Scope = Self.project("p1")) -> Caller {
        Caller(
            token: "t", user: .init(id: "u1", name: "user"), userDomain: .init(id: "default", name: "Default"),
            scope: scope, roles: roles, expiresAt: Timestamp(seconds: 1), auditID: "audit")
    }

    static func project(_ id: String) -> Caller.Scope {
        .project(.init(id: id, name: "name-\(id)"), domain: .init(id: "d1", name: "d"), isDomain: false)
    }

    static let domain = Caller.Scope.domain(.init(id: "d1", name: "d"))

    static func allows(_ rule: String, _ caller: Caller, _ target: PolicyTarget = [:]) throws -> Bool {
        try Policy([PolicyRule("x", rule), PolicyRule("admin", "role:admin")]).allows("x", caller, target)
    }

    /// What oslo.policy answers to the same.
    @Test(arguments: [
        ("", true), ("@", true), ("!", false), ("role:member", true), ("role:MEMBER", true), ("role:admin", false),
        ("not role:admin", true), ("not not role:admin", false), ("NOT role:admin AND role:member", true),
        ("rule:admin", false), ("rule:admin or role:member", true), ("role:member and not role:reader", true),
        ("(role:admin or role:member) and project_id:%(project_id)s", true), ("project_id:%(other)s", false),
        ("((role:admin or ((role:member))))", true), ("role:%(wanted)s", true), ("role:%(other)s", false),
        ("user_id:u1", true), ("'p1':%(project_id)s", true), ("\"p1\":%(project_id)s", true),
        ("p1:%(project_id)s", false),
        ("None:%(nothing)s", true), ("not None:%(project_id)s", true), ("None:%(other)s", false),
        ("True:%(flag)s", true), ("true:%(flag)s", false), ("7:%(number)s", true), ("07:%(number)s", true),
        ("system_scope:all", false), ("system_scope:None", true), ("system:None", false), ("domain_id:None", true),
        ("domain_id:%(nothing)s", true), ("domain_id:d1", false), ("not domain_id:None", false),
        ("project_domain_id:d1", true), ("unknown:thing", false), ("unknown:None", false),
        ("tenant_id:p1", true), ("project_name:name-p1", true), ("token.project.domain.id:%(target.domain.id)s", true),
        ("token.domain.id:None", false), ("token.user.domain.id:default", true), ("token.roles.name:member", true),
        ("roles:member", true), ("roles:Member", false), ("is_admin_project:True", true), ("is_admin:1", false),
        ("not (role:admin or role:member)", false), ("role:admin and role:member or role:member", true),
        ("role:member or role:admin and role:admin", true), ("(role:member or role:admin) and role:admin", false),
        ("user_id:u%(number)s", false), ("project_id:p%(one)s", true), ("'100%':100%%", true),
    ])
    func decides(_ rule: String, _ expected: Bool) throws {
        let target: PolicyTarget = [
            "project_id": "p1", "nothing": nil, "wanted": "Member", "flag": "True", "number": "7", "one": "1",
            "target.domain.id": "d1",
        ]
        #expect(try Self.allows(rule, Self.caller(["member"]), target) == expected)
    }

    @Test func scopesOfTokensDiffer() throws {
        let system = Self.caller(["admin"], .system)
        #expect(try !Self.allows("project_id:%(project_id)s", Self.caller(["admin"]), .project("p2")))
        #expect(try Self.allows("system_scope:all and token.system.all:True and project_id:None", system))
        #expect(try !Self.allows("project_id:%(project_id)s", system, .project(nil)))
        let domain = Self.caller(["admin"], Self.domain)
        #expect(try Self.allows("domain_id:d1 and token.domain.id:d1 and not domain_id:None", domain))
        #expect(try Self.allows("is_admin_project:False", domain))
        #expect(try !Self.allows("token.project.id:p1 or token.project.domain.id:d1", domain))
    }

    @Test func scopesShutRules() throws {
        let policy = try Policy([
            PolicyRule("cloud", "@", scopes: [.system, .project]), PolicyRule("mine", "rule:cloud", scopes: [.domain]),
        ])
        for (scope, isOpen) in [(Self.domain, false), (.system, true), (.unscoped, true), (Self.project("p"), true)] {
            #expect(policy.allows("cloud", Self.caller([], scope)) == isOpen)
            #expect(policy.allows("mine", Self.caller([], scope)) == !isOpen)
        }
    }

    @Test(arguments: [
        "role", "(role:admin", "role:admin)", "role:admin or", "and", "rule:missing", "rule:x", "x:%(a", "x:%d",
        "x:%(a)d", "'role:admin", "not", "()", "role:admin role:member", "http://server/check", "https://server/%(a)s",
        "'quoted'", String(repeating: "(", count: 200) + "@" + String(repeating: ")", count: 200),
    ])
    func refusesNonsense(_ text: String) {
        #expect(throws: PolicySyntaxError.self) { try Policy([PolicyRule("x", text)]) }
    }

    @Test func saysWhyItRefuses() {
        let error = #expect(throws: PolicySyntaxError.self) { try Policy([PolicyRule("x", "http://server/check")]) }
        #expect(error?.description.contains("another server (http:) are not supported") == true)
    }

    @Test func operatorsOverride() throws {
        let overrides = try Policy.overrides(yaml: "\"x\": \"role:reader\"\nnew: '@'\n")
        let policy = try Policy([PolicyRule("x", "role:admin")], overrides: overrides)
        #expect(policy.allows("x", Self.caller(["reader"])))
        #expect(policy.allows("new", Self.caller([])))
        #expect(!policy.allows("unknown", Self.caller(["admin"])))
        let fallback = try Policy([PolicyRule("x", "rule:nowhere")], overrides: ["default": "role:admin"])
        #expect(fallback.allows("unknown", Self.caller(["admin"])) && fallback.allows("x", Self.caller(["admin"])))
    }

    /// The old form: a list's members are alternatives, each a check or a list of checks.
    @Test func readsLists() throws {
        let texts = try Policy.overrides(
            yaml: """
                a: []
                b: [[]]
                c: [["role:admin"], ["role:member", "project_id:p1"]]
                d: ["role:admin", "rule:c"]
                """)
        let policy = try Policy([], overrides: texts)
        let member = Self.caller(["member"])
        #expect(policy.allows("a", member) && !policy.allows("b", member))
        #expect(policy.allows("c", member) && policy.allows("d", member))
        #expect(!policy.allows("c", Self.caller(["member"], Self.project("p2"))))
    }

    @Test(arguments: [
        "- a list", "x: 1", "x: null", "x: {a: b}", "x: [[1]]", "x: ['role:admin or role:b']", "x: [", "x",
    ])
    func refusesOtherFiles(_ yaml: String) {
        #expect(throws: PolicySyntaxError.self) { try Policy.overrides(yaml: yaml) }
    }

    @Test func explains() throws {
        let policy = try Policy([
            PolicyRule("x", "role:admin or (rule:own and not None:%(project_id)s)", scopes: [.project]),
            PolicyRule("own", "project_id:%(project_id)s"),
        ])
        let yes = policy.explain("x", Self.caller(["member"]), .project("p1"))
        #expect(yes.isAllowed && yes.scopeRefusal == nil && yes.step?.parts.count == 2)
        #expect(yes.step?.parts.first?.holds == false)
        #expect(yes.step?.parts.first?.reason == "the caller has member")
        let lacking = policy.explain("x", Self.caller(["member"])).step?.parts.last?.parts.first
        #expect(lacking?.parts.first?.reason == "the target has no project_id")
        let shut = policy.explain("x", Self.caller(["admin"], .system))
        #expect(!shut.isAllowed && shut.scopeRefusal == "the token's scope is system, the rule is open to: project")
    }

    @Test func explanationsAndSamplesAreText() throws {
        let rules = [
            PolicyRule("x", "role:admin or 'a':%(b)s", "Do \"x\".", scopes: [.system, .project]), PolicyRule("y", ""),
        ]
        let policy = try Policy(rules)
        let text = policy.explain("x", Self.caller(["member"]), ["b": "c"]).text("x")
        #expect(
            text == """
                rule     x
                from     default
                text     role:admin or 'a':%(b)s
                open to  tokens of project, system

                no   or — one of these must hold
                no     role:admin — the caller has member
                no     'a':%(b)s — the text a; the target says c

                verdict  denied
                """)
        #expect(policy.explain("z", Self.caller([])).text("z").contains("there is no such rule"))
        let sample = PolicySample(policy.defaults, operations: ["x": ["GET /x"]]).text
        #expect(
            sample == """
                # Do "x".
                # GET /x
                # For tokens of project, system
                #"x": "role:admin or 'a':%(b)s"

                #"y": ""

                """)
        let read = try Policy.overrides(yaml: sample.replacing("\n#\"", with: "\n\""))
        #expect(read == ["x": "role:admin or 'a':%(b)s", "y": ""])
    }
}
