import CloudCore
import CloudJSON
import Testing

@testable import IdentityService

/// The rules engine, by the examples of Keystone's "Mapping Combinations" and cases of our own.
@Suite struct MappingRulesTests {
    private static func apply(
        _ rules: JSON, _ assertion: [String: String], version: String = "1.0"
    ) throws -> MappedIdentity {
        let mapping = try MappingSchema.read(["rules": rules, "schema_version": .string(version)], id: "m")
        return try MappingRules(mapping).apply(Assertion(texts: assertion))
    }

    private static func refusal(_ body: () throws -> Void) -> String {
        do {
            try body()
            return ""
        } catch {
            return Fault(error).message
        }
    }

    private static let person: JSON = ["user": ["name": "{0}"]]

    @Test func emptyConditionsMapDirectly() throws {
        let rules: JSON = [
            [
                "local": [
                    [
                        "user": ["name": "{0} {1}", "email": "{2}"],
                        "group": ["name": "{3}", "domain": ["id": "0cd5e9"]],
                    ]
                ],
                "remote": [
                    ["type": "FirstName"], ["type": "LastName"], ["type": "Email"], ["type": "OIDC_GROUPS"],
                ],
            ]
        ]
        let found = try Self.apply(
            rules,
            ["FirstName": "Bob", "LastName": "Thompson", "Email": "bob@example.org", "OIDC_GROUPS": "developers"])
        #expect(found.user == .init(name: "Bob Thompson", email: "bob@example.org"))
        #expect(found.groups == [.init(name: "developers", domain: .init(id: "0cd5e9"))])
        #expect(found.groupIDs.isEmpty && found.projects.isEmpty)
    }

    @Test(arguments: [
        ("any_one_of", "Contractor", true), ("any_one_of", "Employee", false), ("not_any_of", "Contractor", false),
        ("not_any_of", "Employee", true), ("any_one_of", "Employee;Contractor", true),
        ("not_any_of", "Employee;SubContractor", false), ("any_one_of", "contractor", false),
    ])
    func oneOfAndNotAnyOf(_ kind: String, _ value: String, _ applies: Bool) throws {
        let rules: JSON = [
            [
                "local": [Self.person],
                "remote": [
                    ["type": "UserName"], ["type": "orgPersonType", kind: ["Contractor", "SubContractor"]],
                ],
            ]
        ]
        let found = try? Self.apply(rules, ["UserName": "jsmith", "orgPersonType": value])
        #expect(found?.user.name == (applies ? "jsmith" : nil))
    }

    @Test(arguments: [
        ("any_one_of", #".*@yeah\.com$"#, "a@naww.com;b@yeah.com", true), ("any_one_of", "^yeah", "oh yeah", false),
        ("any_one_of", "yeah", "oh yeah!", true), ("not_any_of", ".*@naww.com$", "b@yeah.com", true),
        ("not_any_of", ".*@naww.com$", "a@naww.com", false),
    ])
    func patternsSearch(_ kind: String, _ pattern: String, _ value: String, _ applies: Bool) throws {
        let rules: JSON = [
            [
                "local": [Self.person],
                "remote": [["type": "UserName"], ["type": "mail", kind: [.string(pattern)], "regex": true]],
            ]
        ]
        let found = try? Self.apply(rules, ["UserName": "x", "mail": value])
        #expect((found != nil) == applies)
    }

    @Test(arguments: [
        ("whitelist", "Developers;Finance;OpsTeam", ["Developers", "OpsTeam"], false),
        ("blacklist", "Developers;Finance;OpsTeam", ["Finance"], false), ("whitelist", "Finance", [], false),
        ("whitelist", "RedTeam;OpsTeam;Others", ["RedTeam", "OpsTeam"], true),
        ("blacklist", "RedTeam;Others", ["Others"], true),
    ])
    func listsFilterWhatIsMapped(_ kind: String, _ value: String, _ left: [String], _ regex: Bool) throws {
        let listed: JSON = regex ? [".*Team$"] : ["Developers", "OpsTeam"]
        let rules: JSON = [
            [
                "local": [Self.person, ["groups": "{1}", "domain": ["id": "0cd5e9"]]],
                "remote": [
                    ["type": "UserName"], ["type": "HTTP_OIDC_GROUPIDS", kind: listed, "regex": .bool(regex)],
                ],
            ]
        ]
        let found = try Self.apply(rules, ["UserName": "x", "HTTP_OIDC_GROUPIDS": value])
        #expect(found.groups.map(\.name) == left)
        #expect(found.groups.allSatisfy { $0.domain.id == "0cd5e9" })
    }

    @Test func rulesAddUpAndTheFirstUserWins() throws {
        let rules: JSON = [
            ["local": [["user": ["id": "{0}"]]], "remote": [["type": "UserName"]]],
            [
                "local": [["user": ["name": "other"], "group": ["id": "g1"]]],
                "remote": [["type": "orgPersonType", "not_any_of": ["Contractor"]]],
            ],
            [
                "local": [["group": ["id": "g2"]], ["group_ids": "{0}"]],
                "remote": [["type": "ids"], ["type": "orgPersonType", "any_one_of": ["Employee"]]],
            ],
            ["local": [["group": ["id": "never"]]], "remote": [["type": "absent"]]],
        ]
        let found = try Self.apply(
            rules, ["UserName": "jsmith", "orgPersonType": "Employee", "ids": "g2;g3;g1"])
        #expect(found.user == .init(id: "jsmith"))
        #expect(found.groupIDs == ["g1", "g2", "g3"])
    }

    @Test func listsWrittenInRules() throws {
        let rules: JSON = [
            [
                "local": [
                    Self.person, ["groups": "['a', \"b\", 'it\\'s']", "domain": ["name": "d"]],
                    ["group_ids": "['x','y']"],
                ],
                "remote": [["type": "UserName"]],
            ]
        ]
        let found = try Self.apply(rules, ["UserName": "x"])
        #expect(found.groups.map(\.name) == ["a", "b", "it's"] && found.groups[0].domain.name == "d")
        #expect(found.groupIDs == ["x", "y"])
        #expect(PythonList.strings("['a', 5]") == nil && PythonList.strings("[]") == [])
        #expect(PythonList.strings("['a'") == nil && PythonList.strings("['a'] x") == nil)
    }

    /// Nobody becomes a member of more groups by a name that looks like a list.
    @Test(arguments: ["groups", "group_ids"]) func valuesAreNoLists(_ member: String) throws {
        for (text, value) in [("{0}", "['admins']"), ("['{0}', 'b']", "x', 'admins"), ("[\"{0}\"]", "['admins']")] {
            let local: [String: JSON] = [member: .string(text), "domain": ["name": "d"]]
            let rules: JSON = [["local": [Self.person, .object(local)], "remote": [["type": "UserName"]]]]
            let found = try Self.apply(rules, ["UserName": value])
            #expect(!(found.groups.map(\.name) + found.groupIDs).contains("admins"), "\(text)")
        }
    }

    @Test func severalValuesInsideATextAreAPythonList() throws {
        let rules: JSON = [
            ["local": [["user": ["name": "{0}", "email": "<{0[1]}>"]]], "remote": [["type": "UserName"]]]
        ]
        let found = try Self.apply(rules, ["UserName": "a;b"])
        #expect(found.user.name == "['a', 'b']" && found.user.email == "<b>")
    }

    @Test func bracesAsPythonHasThem() throws {
        let maps = DirectMaps(values: [["a"], ["b", "c"]])
        #expect(try maps.fill("{{0}} {0}{1} {0}") == "{0} a['b', 'c'] a")
        #expect(try maps.fill("{}-{}") == "a-['b', 'c']")
        #expect(try maps.fill("{1}") == ["b", "c"])
        for text in ["{2}", "{", "}", "{x}", "{0.name}", "{0!r}", "{1[7]}", "{99999999999999999999}"] {
            #expect(throws: DirectMaps.Unfilled.self) { try maps.fill(.string(text)) }
        }
    }

    @Test func projectsWithRoles() throws {
        let rules: JSON = [
            [
                "local": [
                    Self.person,
                    [
                        "projects": [
                            ["name": "Production", "roles": [["name": "reader"]]],
                            ["name": "Project for {0}", "roles": [["name": "admin"], ["name": "{1}"]]],
                        ]
                    ],
                ], "remote": [["type": "UserName"], ["type": "role"]],
            ]
        ]
        let found = try Self.apply(rules, ["UserName": "jsmith", "role": "member"])
        #expect(
            found.projects == [
                .init(name: "Production", roles: ["reader"]),
                .init(name: "Project for jsmith", roles: ["admin", "member"]),
            ])
    }

    @Test func domainsOfVersionTwo() throws {
        let rules: JSON = [
            [
                "local": [
                    [
                        "user": ["name": "{0}"], "domain": ["name": "{1}"],
                        "projects": [
                            ["name": "a", "roles": []], ["name": "b", "roles": [], "domain": ["id": "own"]],
                        ],
                    ]
                ], "remote": [["type": "UserName"], ["type": "dom"]],
            ]
        ]
        let found = try Self.apply(rules, ["UserName": "x", "dom": "corp"], version: "2.0")
        #expect(found.user.domain == .init(name: "corp"))
        #expect(found.projects.map(\.domain) == [.init(name: "corp"), .init(id: "own")])
        #expect(Self.refusal { _ = try Self.apply(rules, [:]) }.contains("'domain' was unexpected"))
    }

    @Test func projectsThatTheProviderGives() throws {
        let rules: JSON = [
            [
                "local": [["user": ["name": "{0}"], "domain": ["name": "corp"], "projects_json": "{1}"]],
                "remote": [["type": "UserName"], ["type": "projects"]],
            ]
        ]
        let given = #"[{"name":"a","roles":[{"name":"member"}]},{"name":"b","domain":{"name":"own"},"roles":[]}]"#
        let found = try Self.apply(rules, ["UserName": "x", "projects": given], version: "3.0")
        #expect(
            found.projects == [
                .init(name: "a", domain: .init(name: "corp"), roles: ["member"]),
                .init(name: "b", domain: .init(name: "own"), roles: []),
            ])
        for bad in ["", "{}", "[5]", #"[{"name":"a"}]"#, #"[{"name":5,"roles":[]}]"#] {
            #expect(throws: Fault.self) {
                try Self.apply(rules, ["UserName": "x", "projects": bad], version: "3.0")
            }
        }
        #expect(throws: Fault.self) { try Self.apply(rules, ["UserName": "x", "projects": "[]"], version: "2.0") }
    }

    @Test func groupsOfAnotherCloud() throws {
        let rules: JSON = [
            [
                "local": [Self.person, ["groups": "{1}"]],
                "remote": [["type": "openstack_user"], ["type": "openstack_groups"]],
            ]
        ]
        let found = try Self.apply(
            rules,
            ["openstack_user": "u", "openstack_groups": #"JSON:{"name":"group1","domain":{"name":"Default"}}"#])
        #expect(found.groups == [.init(name: "group1", domain: .init(name: "Default"))])
        let said = Self.refusal { _ = try Self.apply(rules, ["openstack_user": "u", "openstack_groups": "plain"]) }
        #expect(said.hasSuffix("Both 'groups' and 'domain' keywords must be specified."))
    }

    @Test func whatCannotBeMapped() {
        let rules: JSON = [["local": [["user": ["name": "{1}"]]], "remote": [["type": "UserName"]]]]
        #expect(
            Self.refusal { _ = try Self.apply(rules, ["Other": "x"]) }
                .hasPrefix("Could not map any federated user properties to identity values."))
        #expect(
            Self.refusal { _ = try Self.apply(rules, ["UserName": "x"]) }
                .hasPrefix("Local section in mapping m refers to a remote match that doesn't exist")
        )
    }

    @Test func claimsAreNeverTakenApart() {
        let assertion = Assertion(
            claims: ["groups": ["a;admin", "b"], "name": "x;y", "n": 5, "ok": true, "none": .null], prefix: "OIDC-")
        #expect(assertion["OIDC-groups"] == ["a;admin", "b"] && assertion["HTTP_OIDC_GROUPS"] == ["a;admin", "b"])
        #expect(assertion["OIDC-name"] == ["x", "y"] && assertion["OIDC-n"] == ["5"] && assertion["OIDC-ok"] == ["1"])
        #expect(assertion["OIDC-none"] == [])
    }

    @Test(
        arguments: [
            (["rules": []], "[] is too short"), ([:], "'rules' is a required property"),
            (["rules": [["local": []]]], "'remote' is a required property"),
            (["rules": [["local": [], "remote": []]]], "[] is too short"),
            (["rules": [["local": [["user": ["type": "x"]]], "remote": [["type": "a"]]]]], "not one of"),
            (["rules": [["local": [["bogus": 1]], "remote": [["type": "a"]]]]], "'bogus' was unexpected"),
            (["rules": [["local": [], "remote": [["type": "a", "any_one_of": "x"]]]]], "not valid under any"),
            (
                ["rules": [["local": [], "remote": [["type": "a", "any_one_of": [], "not_any_of": []]]]]],
                "not valid under any"
            ), (["rules": [["local": [["group": ["name": "a"]]], "remote": [["type": "a"]]]]], "not valid under any"),
            (
                ["rules": [["local": [], "remote": [["type": "a", "whitelist": ["("], "regex": true]]]]],
                "is not a 'regex'"
            ),
            (["rules": [["local": [], "remote": [["type": "a"]]]], "schema_version": "9"], "'9' is not one of"),
            (["rules": "x", "schema_version": 1], "1 is not one of"),
        ] as [(JSON, String)])
    func malformedMappings(_ mapping: JSON, _ said: String) {
        #expect(Self.refusal { _ = try MappingSchema.read(mapping, id: "m") }.contains(said))
    }

    @Test func theTester() throws {
        let rules =
            #"[{"local": [{"user": {"name": "{0}"}, "group_ids": "{1}"}], "remote": [{"type": "U"}, {"type": "G"}]}]"#
        let made = try MappingTest.run(rules: rules, input: "U: jane \r\n\nG:a;b\nother: 1\n")
        #expect(
            try JSON(parsing: Array(made.utf8)) == [
                "user": ["name": "jane", "type": "ephemeral"], "group_ids": ["a", "b"], "group_names": [],
                "projects": [],
            ])
        #expect(throws: Fault.self) { try MappingTest.run(rules: rules, input: "no colon") }
        #expect(throws: Fault.self) { try MappingTest.run(rules: "{", input: "U: x") }
        #expect(throws: Fault.self) { try MappingTest.run(rules: rules, input: "U: jane\nG: a", prefix: "X") }
    }
}
