import CloudAuth
import CloudCore
import CloudSQL

/// Agents: listed, switched off and forgotten by the operator; and the zones that they make.
struct AgentActions: Sendable {
    let core: NetworkCore

    func list(_ query: ListQuery, _ caller: Caller) async throws -> [Agent] {
        guard core.policy.allows("get_agent", caller) else { return [] }
        do {
            return try await core.read(caller) { try $0.table(Agent.self).list(query) }
        } catch SQLError.notFound {
            throw Fault.missing("Agent", query.marker ?? "")
        }
    }

    func show(_ id: String, _ caller: Caller) async throws -> Agent {
        guard core.policy.allows("get_agent", caller) else { throw Fault.missing("Agent", id) }
        return try await core.read(caller) { try found(id, $0) }
    }

    func update(_ id: String, adminStateUp: Bool?, description: String?, _ caller: Caller) async throws -> Agent {
        try core.policy.enforce("update_agent", caller)
        return try await core.write(caller) { work in
            var agent = try found(id, work)
            agent.adminStateUp = adminStateUp ?? agent.adminStateUp
            agent.description = description ?? agent.description
            _ = try work.table(Agent.self).update(agent)
            return agent
        }
    }

    func delete(_ id: String, _ caller: Caller) async throws {
        try core.policy.enforce("delete_agent", caller)
        try await core.write(caller) { work in
            let agent = try found(id, work)
            try work.table(Agent.self).delete(agent.id)
        }
    }

    /// Zones by name, and whether a live agent is in them.
    func zones(_ caller: Caller) async throws -> [(name: String, available: Bool)] {
        try core.policy.enforce("get_availability_zone", caller)
        return try await core.read(caller) { work in
            let agents = try work.table(Agent.self).list()
            return Set(agents.map(\.availabilityZone)).sorted().map { zone in
                (zone, agents.contains { $0.availabilityZone == zone && $0.adminStateUp && $0.isAlive(work.now) })
            }
        }
    }

    private func found(_ id: String, _ work: Work) throws -> Agent {
        guard !id.utf8.contains(0), let agent = try work.table(Agent.self).find(id) else {
            throw Fault.missing("Agent", id)
        }
        return agent
    }
}
