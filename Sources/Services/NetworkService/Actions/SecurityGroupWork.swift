import CloudCore
import CloudSQL

/// What several actions do with security groups.
extension Work {
    func knownDefaultGroup(_ projectID: String) throws -> SecurityGroup? {
        try table(SecurityGroup.self).first(where: [
            .init("project_id", .isIn, [.string(projectID)]), .init("is_default", .isIn, [.boolean(true)]),
        ])
    }

    /// The project's default group, made on its first use.
    func defaultGroup(_ projectID: String) throws -> SecurityGroup {
        if let known = try knownDefaultGroup(projectID) { return known }
        var group = SecurityGroup(
            id: newID, projectID: projectID, name: "default", description: "Default security group", isDefault: true,
            createdAt: now, updatedAt: now)
        try insert(&group, ingress: true)
        return group
    }

    /// Stores a new group with Neutron's first rules: everything may go out; with `ingress`, members may come in.
    func insert(_ group: inout SecurityGroup, ingress: Bool) throws {
        for ethertype in ["IPv4", "IPv6"] {
            if ingress { group.rules.append(rule(of: group, "ingress", ethertype, remote: group.id)) }
            group.rules.append(rule(of: group, "egress", ethertype, remote: nil))
        }
        try table(SecurityGroup.self).insert(group)
        try table(SecurityGroupRule.self).insert(contentsOf: group.rules)
    }

    private func rule(
        of group: SecurityGroup, _ direction: String, _ ethertype: String, remote: String?
    ) -> SecurityGroupRule {
        SecurityGroupRule(
            id: newID, projectID: group.projectID, securityGroupID: group.id, direction: direction,
            ethertype: ethertype,
            remoteGroupID: remote, createdAt: now, updatedAt: now)
    }

    /// Removes a rule, also from its group's copies, and wakes whom it concerned.
    func removeRule(_ rule: SecurityGroupRule) throws {
        wake(hosts: try hosts(ofGroups: [rule.securityGroupID]))
        try table(SecurityGroupRule.self).delete(rule.id)
        guard var group = try table(SecurityGroup.self).find(rule.securityGroupID) else { return }
        group.rules.removeAll { $0.id == rule.id }
        try store(&group)
    }
}
