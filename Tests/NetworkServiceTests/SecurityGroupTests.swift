import CloudJSON
import HTTPTypes
import TestKit
import Testing

@testable import NetworkService

/// Security groups and their rules.
@Suite struct SecurityGroupTests {
    @Test(arguments: TestEngine.available)
    func everyProjectHasADefaultGroup(engine: TestEngine) async throws {
        try await NetworkCloud.run(engine) { cloud in
            let groups = try await cloud.call(.get, "/security-groups")["security_groups"].array ?? []
            #expect(groups.map { $0.text("name") } == ["default"] && groups[0].text("project_id") == "p1")
            let rules = groups[0]["security_group_rules"]?.array ?? []
            #expect(rules.count == 4 && rules.filter { $0.text("remote_group_id") == groups[0].id }.count == 2)
            #expect(try await cloud.call(.get, "/security-groups")["security_groups"].array?.count == 1, "made once")
            let again = try await cloud.call(.post, "/security-groups", ["security_group": ["name": "default"]])
            #expect(again.status == 409 && again.type == "SecurityGroupDefaultAlreadyExists")
            let kept = try await cloud.call(.delete, "/security-groups/\(groups[0].id)")
            #expect(kept.status == 409 && kept.type == "SecurityGroupCannotRemoveDefault")
        }
    }

    @Test(arguments: TestEngine.available)
    func groupsAndRulesLiveAndDie(engine: TestEngine) async throws {
        try await NetworkCloud.run(engine) { cloud in
            let group = try await cloud.make("security_group", ["name": "web"])
            #expect(group["security_group_rules"]?.array?.count == 2 && group["stateful"] == true)
            let members: [String: JSON] = [
                "security_group_id": .string(group.id), "direction": "ingress", "protocol": "tcp", "port_range_min": 22,
                "port_range_max": 22, "remote_ip_prefix": "0.0.0.0/0",
            ]
            let rule = try await cloud.make("security_group_rule", members)
            #expect(rule.text("ethertype") == "IPv4" && rule["port_range_min"] == 22)
            let twice = try await cloud.call(
                .post, "/security-group-rules", ["security_group_rule": .object(members)])
            #expect(twice.status == 409 && twice.type == "SecurityGroupRuleExists")
            #expect(twice.message == "Security group rule already exists. Rule id is \(rule.id).")
            #expect(
                try await cloud.call(.get, "/security-groups/\(group.id)")["security_group"]["security_group_rules"]?
                    .array?
                    .count == 3)
            #expect(try await cloud.call(.delete, "/security-group-rules/\(rule.id)", as: "member:p2").status == 404)
            #expect(try await cloud.call(.delete, "/security-group-rules/\(rule.id)", as: "reader:p1").status == 403)
            #expect(try await cloud.call(.delete, "/security-group-rules/\(rule.id)").status == 204)
            let gone = try await cloud.call(.get, "/security-group-rules/\(rule.id)")
            #expect(gone.message == "Security group rule \(rule.id) does not exist")
            let (network, _) = try await cloud.network()
            let port = try await cloud.make(
                "port", ["network_id": .string(network), "security_groups": [.string(group.id)]])
            let used = try await cloud.call(.delete, "/security-groups/\(group.id)")
            #expect(used.status == 409 && used.type == "SecurityGroupInUse")
            _ = try await cloud.call(.delete, "/ports/\(port.id)")
            #expect(try await cloud.call(.delete, "/security-groups/\(group.id)").status == 204)
            #expect(try await cloud.call(.get, "/security-groups/\(group.id)").type == "SecurityGroupNotFound")
        }
    }

    @Test func rulesThatMakeNoSenseAreRefused() async throws {
        try await NetworkCloud.run(.sqlite) { cloud in
            let group = try await cloud.make("security_group", ["name": "web"])
            func type(_ members: [String: JSON]) async throws -> String? {
                let base: [String: JSON] = ["security_group_id": .string(group.id), "direction": "ingress"]
                return try await cloud.call(
                    .post, "/security-group-rules",
                    ["security_group_rule": .object(base.merging(members) { $1 })]
                ).type
            }
            #expect(
                try await type(["protocol": "tcp", "port_range_min": 9, "port_range_max": 1])
                    == "SecurityGroupInvalidPortRange")
            #expect(try await type(["port_range_min": 9]) == "SecurityGroupProtocolRequiredWithPorts")
            #expect(try await type(["protocol": "xyz"]) == "SecurityGroupRuleInvalidProtocol")
            #expect(try await type(["protocol": 300]) == "SecurityGroupRuleInvalidProtocol")
            #expect(try await type(["ethertype": "IPv5"]) == "SecurityGroupRuleInvalidEtherType")
            #expect(try await type(["remote_ip_prefix": "fd00::/8"]) == "SecurityGroupRuleParameterConflict")
            #expect(try await type(["remote_ip_prefix": "10.0.0.0/99"]) == "HTTPBadRequest")
            #expect(
                try await type(["remote_ip_prefix": "10.0.0.0/8", "remote_group_id": .string(group.id)])
                    == "SecurityGroupRemoteGroupAndRemoteIpPrefix")
            #expect(
                try await type(["protocol": "icmp", "port_range_min": 300]) == "SecurityGroupInvalidIcmpValue")
            #expect(try await type(["protocol": "icmp", "port_range_max": 3]) == "SecurityGroupMissingIcmpType")
            #expect(
                try await type(["protocol": "tcp", "port_range_min": 1, "port_range_max": 99_999])
                    == "SecurityGroupInvalidPortValue")
            #expect(try await type(["direction": "sideways"]) == "HTTPBadRequest")
            #expect(
                try await type(["remote_group_id": "8a41f56a-0b0c-4c0f-8d13-2f7a3a1d6c11"]) == "SecurityGroupNotFound")
        }
    }
}
