import CloudCore
import CloudObservability
import CloudSQL
import ServiceClients

/// Finds a host for a server and claims it: placement's candidates, filters, weighers, the claim (steps 10 and 11).
struct ServerScheduling: Sendable {
    let database: Database
    let placement: PlacementClient
    let configuration: ComputeConfiguration
    let tracer: Tracer
    let clock: CloudClock

    /// Where a server was placed.
    struct Place: Sendable {
        var host: String
        var node: String
        var providerID: String
        var zone: String
    }

    /// - Parameters:
    ///   - excluded: hosts that have failed it.
    ///   - mayHaveClaim: an earlier attempt may have claimed already.
    /// - Throws: `Fault` 500 with Nova's words when no host will do.
    func place(_ server: Server, _ spec: RequestSpec, excluded: [String], mayHaveClaim: Bool) async throws -> Place {
        let place = try await tracer.span("scheduler: candidates, filters, weighers, claim", step: 10) {
            try await choose(server, spec, excluded: excluded, mayHaveClaim: mayHaveClaim)
        }
        try await tracer.span("scheduler: host recorded", step: 11, note: place.host) {
            try await record(place, server.id)
        }
        return place
    }

    private func choose(_ server: Server, _ spec: RequestSpec, excluded: [String], mayHaveClaim: Bool) async throws
        -> Place
    {
        var generation: Int?
        var claimed: [String: [String: Int]] = [:]
        if mayHaveClaim {
            let claim = try await placement.allocations(of: server.id)
            (generation, claimed) = (claim.generation, claim.allocations)
        }
        let candidates = try await placement.candidates(
            resources: server.flavor.resources,
            required: server.flavor.traits("required") + Self.traits(spec.imageProperties, "required"),
            forbidden: server.flavor.traits("forbidden") + Self.traits(spec.imageProperties, "forbidden"))
        let hosts = try await hosts(candidates, server, spec).filter { !excluded.contains($0.host) }
        // A claim of an attempt that died holds; its own use must not count against it.
        if let held = try await held(claimed, server, excluded) { return held }
        let (passed, story) = HostFilter.apply(to: hosts, spec, server.flavor)
        tracer.mark("scheduler: filters", note: "\(story); \(passed.count) left")
        for host in HostWeigher.order(passed, spec, salt: server.id) {
            let taken = try await placement.claim(
                consumer: server.id, host.candidate.allocations, generation: generation, projectID: server.projectID,
                userID: server.userID)
            if taken {
                return Place(
                    host: host.host, node: host.node.hypervisorHostname, providerID: host.candidate.providerID,
                    zone: host.zone)
            }
            // Others were first there; or it was the same task, by a runner that was taken for dead.
            let claim = try await placement.allocations(of: server.id)
            if let held = try await held(claim.allocations, server, excluded) { return held }
            generation = claim.generation
        }
        throw Fault(
            500, "No valid host was found. There are not enough hosts available.", code: "NoValidHost",
            cause: "\(story); \(passed.count) passed")
    }

    private func record(_ place: Place, _ id: String) async throws {
        try await database.write { connection in
            let table = try connection.table(Server.self)
            var server = try table.present(id)
            server.host = place.host
            server.node = place.node
            server.availabilityZone = place.zone
            server.updatedAt = connection.now
            try table.update(&server)
        }
    }

    /// The place that the server's own claim names, unless that host has failed it.
    private func held(_ claimed: [String: [String: Int]], _ server: Server, _ excluded: [String]) async throws -> Place?
    {
        guard !claimed.isEmpty else { return nil }
        let (ids, zone) = (Array(claimed.keys), configuration.defaultZone)
        return try await database.read { connection in
            let nodes = try connection.table(ComputeNode.self).find(keys: ids).filter { !excluded.contains($0.host) }
            return nodes.first.map { Place(host: $0.host, node: $0.hypervisorHostname, providerID: $0.id, zone: zone) }
        }
    }

    /// The candidates that are hosts of ours, with what is known of them.
    private func hosts(_ candidates: [PlacementCandidate], _ server: Server, _ spec: RequestSpec) async throws
        -> [HostState]
    {
        let (configuration, now) = (configuration, clock.now)
        let hinted = (spec.hints["same_host"] ?? []) + (spec.hints["different_host"] ?? [])
        return try await database.read { connection in
            let nodes = Dictionary(
                try connection.table(ComputeNode.self).find(keys: candidates.map(\.providerID)).map { ($0.id, $0) },
                uniquingKeysWith: { $1 })
            let services = Dictionary(
                try connection.table(ServiceRecord.self).list(
                    .init(filters: [.init("binary", .isIn, [.string("nova-compute")])])
                )
                .map { ($0.host, $0) }, uniquingKeysWith: { $1 })
            let loads = try connection.loads(group: server.serverGroupID, except: server.id)
            let named = try connection.table(Server.self).find(keys: hinted)
            return candidates.compactMap { candidate in
                guard let node = nodes[candidate.providerID], let service = services[node.host] else { return nil }
                let load = loads[node.host]
                return HostState(
                    node: node, isUp: service.isUp(at: now, patience: configuration.servicePatience),
                    isEnabled: !service.isDisabled, zone: service.zone, candidate: candidate,
                    servers: load?.servers ?? 0,
                    busyServers: load?.busy ?? 0, groupServers: load?.group ?? 0,
                    hintedServers: Set(named.filter { $0.host == node.host }.map(\.id)))
            }
        }
    }

    /// Traits that the image asks for (`trait:X=required`).
    private static func traits(_ properties: [String: String], _ wanted: String) -> [String] {
        properties.compactMap { name, value in
            name.hasPrefix("trait:") && value == wanted ? String(name.dropFirst("trait:".count)) : nil
        }
    }
}
