import CloudAuth
import CloudCore
import CloudSQL

/// Limits of projects: their own, the defaults, and what is used of them.
struct QuotaActions: Sendable {
    /// One resource's limit and use.
    struct Usage: Sendable {
        var resource: String
        var limit: Int
        var used: Int
    }

    let core: NetworkCore

    static let resources = NetworkConfiguration.quotaDefaults.map(\.name)

    func limits(_ projectID: String, _ caller: Caller) async throws -> [Usage] {
        try authorize("get_quota", projectID, caller)
        return try await core.read(caller) { work in
            try Self.resources.map { Usage(resource: $0, limit: try work.limit($0, projectID), used: 0) }
        }
    }

    func defaults(_ projectID: String, _ caller: Caller) throws -> [Usage] {
        try authorize("get_quota", projectID, caller)
        return Self.resources.map { Usage(resource: $0, limit: core.configuration.quotas[$0] ?? -1, used: 0) }
    }

    func details(_ projectID: String, _ caller: Caller) async throws -> [Usage] {
        try authorize("get_quota", projectID, caller)
        return try await core.read(caller) { work in
            try Self.resources.map { resource in
                Usage(
                    resource: resource, limit: try work.limit(resource, projectID),
                    used: try Self.used(resource, projectID, work))
            }
        }
    }

    /// The projects that have limits of their own, with all their limits.
    func all(_ caller: Caller) async throws -> [(projectID: String, limits: [Usage])] {
        guard core.isAdmin(caller) else {
            let mine = caller.projectID ?? ""
            return [(mine, try await limits(mine, caller))]
        }
        return try await core.read(caller) { work in
            try Set(work.table(QuotaLimit.self).list().map(\.projectID)).sorted().map { project in
                let limits = try Self.resources.map {
                    Usage(resource: $0, limit: try work.limit($0, project), used: 0)
                }
                return (project, limits)
            }
        }
    }

    /// - Parameter checked: refuse limits below what is used already.
    func set(_ projectID: String, _ limits: [String: Int], checked: Bool, _ caller: Caller) async throws -> [Usage] {
        try authorize("update_quota", projectID, caller)
        try await core.write(caller) { work in
            for (resource, maximum) in limits.sorted(by: { $0.key < $1.key }) {
                let used = checked && maximum >= 0 ? try Self.used(resource, projectID, work) : 0
                guard used <= max(maximum, 0) || maximum < 0 else {
                    throw Fault.badRequest(
                        "Quota limit \(maximum) for \(resource) is less than what is used: \(used).",
                        code: "InvalidQuotaValue")
                }
                try work.table(QuotaLimit.self).upsert(
                    QuotaLimit(projectID: projectID, resource: resource, maximum: maximum))
            }
        }
        return try await self.limits(projectID, caller)
    }

    func reset(_ projectID: String, _ caller: Caller) async throws {
        try authorize("delete_quota", projectID, caller)
        try await core.write(caller) { work in
            _ = try work.table(QuotaLimit.self).delete(where: [.init("project_id", .isIn, [.string(projectID)])])
        }
    }

    private func authorize(_ rule: String, _ projectID: String, _ caller: Caller) throws {
        guard !projectID.utf8.contains(0) else { throw Fault.notFound("The resource could not be found.") }
        try core.policy.enforce(rule, caller, .project(projectID))
    }

    private static func used(_ resource: String, _ project: String, _ work: Work) throws -> Int {
        switch resource {
        case "network": try work.used(Network.self, project)
        case "subnet": try work.used(Subnet.self, project)
        case "port": try work.used(Port.self, project)
        case "router": try work.used(Router.self, project)
        case "floatingip": try work.used(FloatingIP.self, project)
        case "security_group": try work.used(SecurityGroup.self, project)
        case "security_group_rule": try work.used(SecurityGroupRule.self, project)
        default: 0
        }
    }
}
