import CloudAuth
import CloudCore
import CloudSQL

/// Rules of security groups; they are made and deleted, never changed.
struct SecurityGroupRuleLifecycle: Lifecycle {
    let map = SecurityGroupRule.attributes

    func missing(_ id: String) -> Fault { .missingRule(id) }

    func visibility(_ projectID: String) -> SQLCondition { SecurityGroupRule.visible(to: projectID) }

    func needsPreparation(_ projectID: String, _ work: Work) throws -> Bool {
        try work.knownDefaultGroup(projectID) == nil
    }

    func prepare(_ projectID: String, _ work: Work) throws { _ = try work.defaultGroup(projectID) }

    func create(_ values: Values, _ projectID: String, _ work: Work) throws -> SecurityGroupRule {
        let groupID = values.string("security_group_id") ?? ""
        var group = try visibleGroup(groupID, work)
        try work.requireQuota(SecurityGroupRule.self, "security_group_rule", projectID)
        var rule = SecurityGroupRule(
            id: work.newID, projectID: projectID, securityGroupID: groupID, direction: values.string("direction") ?? "",
            ethertype: values.string("ethertype") ?? "", createdAt: work.now, updatedAt: work.now)
        map.apply(values, to: &rule)
        rule.protocolName = values.string("protocol")
        rule.portRangeMin = values.int("port_range_min")
        rule.portRangeMax = values.int("port_range_max")
        rule.remoteGroupID = values.string("remote_group_id")
        rule.remoteIPPrefix = values.string("remote_ip_prefix")
        if rule.protocolName == "icmp", rule.ethertype == "IPv6" { rule.protocolName = "ipv6-icmp" }
        try rule.check()
        if let remote = rule.remoteGroupID, remote != groupID { _ = try visibleGroup(remote, work) }
        if let same = group.rules.first(where: rule.sameAs) {
            throw Fault.conflict(
                "Security group rule already exists. Rule id is \(same.id).", code: "SecurityGroupRuleExists")
        }
        try work.table(SecurityGroupRule.self).insert(rule)
        group.rules.append(rule)
        try work.store(&group)
        work.wake(hosts: try work.hosts(ofGroups: [groupID]))
        return rule
    }

    func update(_ row: inout SecurityGroupRule, _ values: Values, _ work: Work) throws {
        throw Fault.badRequest("Security group rules cannot be changed.", code: "HTTPBadRequest")
    }

    func delete(_ row: SecurityGroupRule, _ work: Work) throws { try work.removeRule(row) }

    private func visibleGroup(_ id: String, _ work: Work) throws -> SecurityGroup {
        guard let group = try work.table(SecurityGroup.self).find(id),
            work.isAdmin || group.projectID == work.caller?.projectID || group.shared
        else { throw Fault.missingGroup(id) }
        return group
    }
}
