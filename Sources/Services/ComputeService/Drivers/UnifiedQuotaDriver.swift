import CloudCore
import CloudSQL
import ServiceClients

/// Limits from identity, as Nova's `UnifiedLimitsDriver` has them.
struct UnifiedQuotaDriver: QuotaDriver {
    let client: UnifiedLimitClient
    let requirement: LimitRequirement

    func limits(ofProject id: String?) async throws -> any ProjectQuota {
        UnifiedProjectQuota(limits: try await client.limits(ofProject: id), requirement: requirement)
    }
}

/// Identity's limits of one project. Servers and what they take are the project's; all else is limited by the
/// registered
/// defaults alone, as in Nova.
struct UnifiedProjectQuota: ProjectQuota {
    let limits: UnifiedLimits
    let requirement: LimitRequirement

    func shown(_ connection: Connection) -> QuotaLimits {
        var shown = QuotaLimits()
        for resource in QuotaResource.allCases {
            guard let name = resource.unifiedName else { continue }
            shown[resource] = resource.isOfProjects ? limits.limit(name) : limits.registered[name] ?? 0
        }
        return shown
    }

    func serverCount(minimum: Int, maximum: Int, _ flavor: Flavor, hasImage: Bool, _ connection: Connection) throws
        -> Int
    {
        var known: [[String]: [String: Int]] = [:]
        var count = maximum
        while true {
            do {
                try limits.check(deltas(flavor, count, hasImage: hasImage)) { projects in
                    if let usage = known[projects] { return usage }
                    let usage = try connection.unifiedUsage(ofProjects: projects)
                    known[projects] = usage
                    return usage
                }
                return count
            } catch let over as OverLimit {
                guard count > minimum else { throw Fault.forbidden(over.message) }
                count -= 1
            }
        }
    }

    func check(
        _ resource: QuotaResource, used: Int, more: Int, _ connection: Connection, refusal: (_ limit: Int) -> String
    ) throws {
        guard let name = resource.unifiedName else { return }
        do {
            try UnifiedLimits(projectID: nil, registered: limits.registered).check([name: more]) { _ in [name: used] }
        } catch let over as OverLimit {
            throw Fault.forbidden(over.message)
        }
    }

    /// What so many servers take; disks only of those that have one on the host.
    private func deltas(_ flavor: Flavor, _ count: Int, hasImage: Bool) -> [String: Int] {
        var deltas = ["servers": count]
        for (name, amount) in FlavorSnapshot(flavor).unifiedResources(hasImage: hasImage) {
            deltas[name] = amount * count
        }
        return deltas.filter { limits.isRegistered($0.key) || requirement.includes($0.key) }
    }
}
