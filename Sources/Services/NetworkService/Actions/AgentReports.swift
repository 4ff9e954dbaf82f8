import AgentProtocols
import CloudCore
import CloudJSON
import CloudSQL
import CloudTasks

/// What agents tell: that they live, and what stands on their hosts. Each may be told twice.
struct AgentReports: Sendable {
    let core: NetworkCore

    func heartbeat(_ beat: NetworkAgentHeartbeat) async throws {
        try await core.write(nil) { work in
            let known = try work.agent(on: beat.host)
            var agent =
                known
                ?? Agent(
                    id: work.newID, host: beat.host, createdAt: work.now, startedAt: work.now, heartbeatAt: work.now)
            let moved = agent.underlayAddress != beat.underlayAddress
            agent.underlayAddress = beat.underlayAddress
            agent.physicalNetworks = beat.physicalNetworks
            agent.availabilityZone = beat.availabilityZone
            agent.configurations = beat.configurations
            agent.heartbeatAt = work.now
            if beat.started { agent.startedAt = work.now }
            try work.table(Agent.self).upsert(agent)
            if moved, known != nil || beat.underlayAddress != nil { try wakePeers(of: beat.host, work) }
            if known == nil || beat.started { try work.rescheduleRouters() }
        }
    }

    func plugged(_ report: PortPlugged) async throws {
        try await core.write(nil) { work in
            guard var port = try work.table(Port.self).find(report.portID), port.hostID == report.host else { return }
            let details = port.vifDetails
            port.vifDetails["device"] = .string(report.device)
            port.vifDetails["namespace"] = .string(report.namespace)
            if port.status != .active || details != port.vifDetails {
                port.status = .active
                try work.store(&port)
            }
            if let task = port.plugTask { try work.core.queue.signal(work.connection, taskID: task, "plugged") }
        }
    }

    func unplugged(_ report: PortUnplugged) async throws {
        try await core.write(nil) { work in
            guard var port = try work.table(Port.self).find(report.portID), port.hostID == report.host,
                port.status == .active
            else { return }
            port.status = .down
            try work.store(&port)
        }
    }

    /// What the router had when the agent asked stands now: its legs and floating IPs are up.
    func ready(_ report: RouterReady) async throws {
        try await core.write(nil) { work in
            guard let router = try work.table(Router.self).find(report.routerID), router.host == report.host else {
                return
            }
            let floating = try work.table(FloatingIP.self).list(
                ListQuery(filters: [.init("router_id", .isIn, [.string(router.id)])]),
                and: FloatingIP.down(since: report.generation))
            for var one in floating {
                one.status = "ACTIVE"
                try work.store(&one)
            }
            let ports = try work.table(Port.self).list(
                ListQuery(filters: [
                    .init("device_id", .isIn, [.string(router.id)]),
                    .init("device_owner", .isIn, PortOwner.router.sorted().map { .string($0) }),
                ]), and: Port.down(since: report.generation))
            for var port in ports {
                port.status = .active
                try work.store(&port)
            }
        }
    }

    /// A host's underlay address is new: all that share a network with it must know.
    private func wakePeers(of host: String, _ work: Work) throws {
        let networks = try Set(work.ports(["host_id": [host]]).map(\.networkID))
        work.wake(hosts: try work.hosts(ofNetworks: networks.sorted()))
    }
}

extension Work {
    /// Gives routers whose host is unknown or dead to a live one.
    func rescheduleRouters() throws {
        for before in try table(Router.self).list() {
            var router = before
            try place(&router)
            if router.host != before.host { try store(&router) }
        }
    }
}
