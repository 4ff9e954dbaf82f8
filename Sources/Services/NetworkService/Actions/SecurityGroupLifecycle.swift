import CloudCore
import CloudSQL

/// Security groups, the default one among them.
struct SecurityGroupLifecycle: Lifecycle {
    let map = SecurityGroup.attributes

    func missing(_ id: String) -> Fault { .missingGroup(id) }

    func needsPreparation(_ projectID: String, _ work: Work) throws -> Bool {
        try work.knownDefaultGroup(projectID) == nil
    }

    func prepare(_ projectID: String, _ work: Work) throws { _ = try work.defaultGroup(projectID) }

    func create(_ values: Values, _ projectID: String, _ work: Work) throws -> SecurityGroup {
        guard values.string("name")?.lowercased() != "default" else {
            throw Fault.conflict("Default security group already exists.", code: "SecurityGroupDefaultAlreadyExists")
        }
        try work.requireQuota(SecurityGroup.self, "security_group", projectID)
        var group = SecurityGroup(
            id: work.newID, projectID: projectID, name: "", createdAt: work.now, updatedAt: work.now)
        map.apply(values, to: &group)
        try work.insert(&group, ingress: false)
        return group
    }

    func update(_ row: inout SecurityGroup, _ values: Values, _ work: Work) throws {
        let before = row
        map.apply(values, to: &row)
        if row.isDefault, row.name != before.name {
            throw Fault.conflict(
                "Updating default security group not allowed.", code: "SecurityGroupCannotUpdateDefault")
        }
        if row.stateful != before.stateful {
            let used = try work.table(GroupMembership.self).exists(where: [.init("group_id", .isIn, [.string(row.id)])])
            guard !used else { throw Fault.conflict("Security Group \(row.id) in use.", code: "SecurityGroupInUse") }
        }
    }

    func delete(_ row: SecurityGroup, _ work: Work) throws {
        guard !row.isDefault || work.isAdmin else {
            throw Fault.conflict(
                "Insufficient rights for removing default security group.", code: "SecurityGroupCannotRemoveDefault")
        }
        let id = [ListQuery.Value.string(row.id)]
        guard try !work.table(GroupMembership.self).exists(where: [.init("group_id", .isIn, id)]) else {
            throw Fault.conflict("Security Group \(row.id) in use.", code: "SecurityGroupInUse")
        }
        // Rules of other groups that name this one lose their sense, and go with it.
        let naming = try work.table(SecurityGroupRule.self).list(
            ListQuery(filters: [.init("remote_group_id", .isIn, id), .init("security_group_id", .isNotIn, id)]))
        for rule in naming { try work.removeRule(rule) }
        try work.table(SecurityGroupRule.self).delete(where: [.init("security_group_id", .isIn, id)])
        try work.table(SecurityGroup.self).delete(row.id)
    }
}
