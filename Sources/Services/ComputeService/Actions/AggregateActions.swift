import CloudAuth
import CloudCore
import CloudSQL

/// Aggregates: create, list, show, change, delete; their hosts and metadata.
struct AggregateActions: Sendable {
    let context: ComputeContext

    /// An aggregate with its hosts.
    struct Whole: Sendable {
        var aggregate: Aggregate
        var hosts: [String]
    }

    func create(_ name: String, zone: String?, _ caller: Caller) async throws -> Whole {
        try enforce("create", caller)
        return try await context.database.write { connection in
            try requireFree(name, nil, connection)
            let aggregate = Aggregate(
                id: try connection.nextAggregateID(), uuid: context.identifiers.uuid(), name: name,
                metadata: zone.map { ["availability_zone": $0] } ?? [:], createdAt: connection.now, updatedAt: nil)
            try connection.table(Aggregate.self).insert(aggregate)
            return Whole(aggregate: aggregate, hosts: [])
        }
    }

    func list(_ caller: Caller) async throws -> [Whole] {
        try enforce("index", caller)
        return try await context.database.read { connection in
            let hosts = try connection.aggregateHosts()
            return try connection.table(Aggregate.self).list(ListQuery(order: [.init("created_at")]))
                .map { Whole(aggregate: $0, hosts: hosts[$0.id] ?? []) }
        }
    }

    func show(_ id: String, _ caller: Caller) async throws -> Whole {
        try enforce("show", caller)
        return try await context.database.read { try found(id, $0) }
    }

    /// - Parameter zone: present and nil: none.
    func update(_ id: String, name: String?, zone: String??, _ caller: Caller) async throws -> Whole {
        try await change(id, "update", caller) { whole, connection in
            if let name {
                try requireFree(name, whole.aggregate.id, connection)
                whole.aggregate.name = name
            }
            if let zone { whole.aggregate.availabilityZone = zone }
        }
    }

    /// - Parameter changes: nil removes an item.
    func set(metadata changes: [String: String?], of id: String, _ caller: Caller) async throws -> Whole {
        try await change(id, "set_metadata", caller) { whole, _ in
            for (name, value) in changes { whole.aggregate.metadata[name] = value }
        }
    }

    func add(host: String, to id: String, _ caller: Caller) async throws -> Whole {
        try await change(id, "add_host", caller) { whole, connection in
            guard try connection.computeService(host) != nil else {
                throw Fault.notFound("Compute host \(host) could not be found.")
            }
            guard !whole.hosts.contains(host) else {
                throw Fault.conflict("Aggregate \(whole.aggregate.id) already has host \(host).")
            }
            whole.hosts = (whole.hosts + [host]).sorted()
            try connection.table(AggregateHost.self).insert(AggregateHost(aggregateID: whole.aggregate.id, host: host))
        }
    }

    func remove(host: String, from id: String, _ caller: Caller) async throws -> Whole {
        try enforce("remove_host", caller)
        return try await context.database.write { connection in
            var whole = try found(id, connection)
            guard let place = whole.hosts.firstIndex(of: host) else {
                throw Fault.notFound("Aggregate \(id) has no host \(host).")
            }
            whole.hosts.remove(at: place)
            whole.aggregate.updatedAt = connection.now
            try connection.table(AggregateHost.self).delete(
                AggregateHost(aggregateID: whole.aggregate.id, host: host).id)
            try connection.table(Aggregate.self).update(whole.aggregate)
            try connection.settleZones(ofHosts: [host], context.configuration)
            return whole
        }
    }

    func delete(_ id: String, _ caller: Caller) async throws {
        try enforce("delete", caller)
        try await context.database.write { connection in
            let whole = try found(id, connection)
            guard whole.hosts.isEmpty else {
                throw Fault.badRequest("Cannot delete aggregate \(id). Reason: Host aggregate is not empty.")
            }
            try connection.table(Aggregate.self).delete(whole.aggregate.id)
        }
    }

    // MARK: Parts

    private func enforce(_ rule: String, _ caller: Caller) throws {
        try context.policy.enforce("os_compute_api:os-aggregates:" + rule, caller)
    }

    /// Applies a change, and keeps it if no host is then in two zones.
    private func change(
        _ id: String, _ rule: String, _ caller: Caller,
        _ body: @escaping @Sendable (inout Whole, Connection) throws -> Void
    ) async throws -> Whole {
        try enforce(rule, caller)
        return try await context.database.write { connection in
            var whole = try found(id, connection)
            try body(&whole, connection)
            if let zone = whole.aggregate.availabilityZone {
                for host in whole.hosts {
                    let others = try connection.zones(ofHost: host, except: whole.aggregate.id).filter { $0 != zone }
                    guard others.isEmpty else {
                        throw Fault.conflict(
                            "Cannot \(rule == "update" ? "update_aggregate" : rule) aggregate \(id). Reason: "
                                + "One or more hosts already in different availability zones \(others).")
                    }
                }
            }
            whole.aggregate.updatedAt = connection.now
            try connection.table(Aggregate.self).update(whole.aggregate)
            try connection.settleZones(ofHosts: whole.hosts, context.configuration)
            return whole
        }
    }

    /// By its number, or its UUID.
    private func found(_ id: String, _ connection: Connection) throws -> Whole {
        let table = try connection.table(Aggregate.self)
        let aggregate = try table.find(id) ?? table.first(where: [.init("uuid", [.string(id)])])
        guard let aggregate else { throw Fault.notFound("Aggregate \(id) could not be found.") }
        return Whole(aggregate: aggregate, hosts: try connection.aggregateHosts(of: aggregate.id)[aggregate.id] ?? [])
    }

    private func requireFree(_ name: String, _ id: String?, _ connection: Connection) throws {
        let other = try connection.table(Aggregate.self).first(where: [.init("name", [.string(name)])])
        guard other == nil || other?.id == id else { throw Fault.conflict("Aggregate \(name) already exists.") }
    }
}
