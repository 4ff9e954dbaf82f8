import CloudJSON
import Testing

@testable import CloudAuth

/// keystonemiddleware's own examples and some that an attacker would try.
@Suite struct PathTemplateTests {
    @Test(arguments: [
        ("/v2.1/servers", "/v2.1/servers", true), ("/v2.1/servers", "/v2.1/servers/1", false),
        ("/v2.1/servers", "/v2.1/server", false), ("/v2.1/servers", "/v2x1/servers", false),
        ("/v2.1/servers/{server_id}", "/v2.1/servers/abc", true),
        ("/v2.1/servers/{server_id}", "/v2.1/servers/", false),
        ("/v2.1/servers/{server_id}", "/v2.1/servers/a/b", false),
        ("/v2.1/servers/{server_id}/ips", "/v2.1/servers/abc/ips", true),
        ("/v2.1/*/ips", "/v2.1/x/ips", true), ("/v2.1/*/ips", "/v2.1/x/y/ips", false),
        ("/v2.1/*", "/v2.1/", false), ("/v2.1/s*", "/v2.1/servers", true), ("/v2.1/s*", "/v2.1/s", false),
        ("**", "/anything/at/all", true), ("**", "", true), ("/v2/**", "/v2/", true), ("/v2/**", "/v3/x", false),
        ("/v2/**/ips", "/v2/a/b/ips", true), ("/v2/**/ips", "/v2/ips", false), ("/a**b", "/ab", true),
        ("/a***", "/ab", true), ("/a/{open", "/a/open", true), ("", "", true), ("", "/", false),
        ("/ü/{x}", "/ü/é", true),
    ])
    func matches(_ template: String, _ path: String, _ expected: Bool) {
        #expect(PathTemplate(template).matches(path) == expected, "\(template) \(path)")
    }

    /// A template that would keep a regular expression busy for ever.
    @Test(.timeLimit(.minutes(1))) func manyWildcardsCostLittle() {
        let template = PathTemplate(String(repeating: "**a", count: 80) + "b")
        #expect(!template.matches(String(repeating: "a", count: 4000)))
    }

    @Test func rulesNameMethodAndPath() {
        let rule = AccessRule(service: "compute", method: "GET", path: "/v2.1/servers")
        #expect(rule.allows("GET", ["/compute/v2.1/servers", "/v2.1/servers"]))
        #expect(!rule.allows("POST", ["/v2.1/servers"]) && !rule.allows("GET", ["/v2.1/images"]))
        #expect(!AccessRule(["service": "compute"]).allows("GET", ["/v2.1/servers"]))
    }
}
