import AgentProtocols
import CloudAuth
import CloudCore
import CloudObservability
import CloudSQL
import CloudTasks
import ServiceClients

/// Creates servers: looks at image and networks with the client's token, then counts the quota and writes the servers,
/// their requests and their build tasks in one transaction.
struct ServerCreation: Sendable {
    let context: ComputeContext

    /// What the client is told.
    struct Created: Sendable {
        var servers: [Server]
        var adminPassword: String
        var securityGroups: [String]
    }

    func create(_ wish: ServerWish, _ caller: Caller) async throws -> Created {
        try context.policy.enforce("os_compute_api:servers:create", caller, .project(caller.projectID))
        guard let projectID = caller.projectID else {
            throw Fault.badRequest("Servers belong to a project: the token has none.")
        }
        context.tracer.mark("POST /servers", step: 3, note: wish.name)
        try ServerMetadataActions.checkNames(wish.metadata)
        let spec = try destination(wish, caller)
        let resolution = InterfaceResolution(network: context.network)
        let image = try await image(wish.imageID, caller)
        let interfaces = try await resolution.interfaces(wish.networks, count: wish.maximumCount, caller)
        let groups = try await resolution.securityGroups(wish.securityGroups, caller)
        let draft = Draft(
            wish: wish, spec: spec, image: image, interfaces: interfaces, groupIDs: groups.ids,
            groupNames: groups.names,
            password: wish.adminPassword ?? AdminPassword.make(), projectID: projectID, userID: caller.user.id,
            isAdmin: caller.hasRole("admin"), now: context.clock.now,
            quota: try await context.quotas.limits(ofProject: projectID))
        let servers = try await context.tracer.span(
            "compute API: quota, server, request and task in one transaction", step: 6
        ) {
            try await context.database.write { try write(draft, $0) }
        }
        context.tracer.mark("compute API: written", step: 7, note: "\(servers.count) of at most \(wish.maximumCount)")
        context.tracer.mark("compute API: scheduler asked", step: 8, note: servers.map(\.id).joined(separator: ", "))
        return Created(servers: servers, adminPassword: draft.password, securityGroups: groups.names)
    }

    // MARK: Before the transaction

    /// The host that an administrator may name, and the zone.
    private func destination(_ wish: ServerWish, _ caller: Caller) throws -> RequestSpec {
        var spec = RequestSpec()
        spec.hints = wish.hints
        if let zone = wish.availabilityZone {
            let parts = zone.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
            guard parts.count <= 3, !zone.isEmpty else {
                throw Fault.badRequest("Unable to parse availability zone \(zone)")
            }
            spec.availabilityZone = parts[0].isEmpty ? nil : parts[0]
            spec.forcedHost = parts.count > 1 && !parts[1].isEmpty ? parts[1] : nil
            spec.forcedNode = parts.count > 2 && !parts[2].isEmpty ? parts[2] : nil
        }
        if spec.forcedHost != nil || spec.forcedNode != nil {
            try context.policy.enforce("os_compute_api:servers:create:forced_host", caller, .project(caller.projectID))
        }
        if wish.requestedHost != nil || wish.requestedNode != nil {
            try context.policy.enforce(
                "compute:servers:create:requested_destination", caller, .project(caller.projectID))
            spec.requestedHost = wish.requestedHost
            spec.requestedNode = wish.requestedNode
        }
        return spec
    }

    private func image(_ id: String?, _ caller: Caller) async throws -> ImageDescription? {
        guard let id else { return nil }
        guard let image = try await context.images.image(id, userToken: caller.token) else {
            throw Fault.badRequest("Can not find requested image")
        }
        guard image.status == "active" else { throw Fault.badRequest("Image \(id) is not active.") }
        return image
    }

    /// All that the transaction needs: it may run several times.
    private struct Draft: Sendable {
        var wish: ServerWish
        var spec: RequestSpec
        var image: ImageDescription?
        var interfaces: [ServerSpecification.Interface]
        var groupIDs: [String]
        var groupNames: [String]
        var password: String
        var projectID: String
        var userID: String
        var isAdmin: Bool
        var now: Timestamp
        var quota: any ProjectQuota
    }

    // MARK: In the transaction

    private func write(_ draft: Draft, _ connection: Connection) throws -> [Server] {
        let flavor = try flavor(draft, connection)
        try ImageRequirements.check(draft.image, flavor)
        let key = try key(draft, connection)
        try draft.quota.check(.metadataItems, used: 0, more: draft.wish.metadata.count, connection) {
            "Maximum number of metadata items exceeds \($0)"
        }
        let count = try draft.quota.serverCount(
            minimum: draft.wish.minimumCount, maximum: draft.wish.maximumCount, flavor,
            hasImage: draft.wish.imageID != nil, connection)
        var spec = draft.spec
        spec.imageProperties = draft.image?.properties ?? [:]
        try requireZone(&spec, connection)
        let group = try group(&spec, draft, joining: count, connection)
        let reservation = "r-" + String(context.identifiers.hex().prefix(8))
        var servers: [Server] = []
        var number = try connection.nextServerNumber()
        for index in 0..<count {
            var server = server(
                draft, FlavorSnapshot(flavor), number: number, index: index, of: draft.wish.maximumCount)
            server.reservationID = reservation
            server.serverGroupID = group
            server.pinnedZone = spec.availabilityZone
            server.availabilityZone = spec.availabilityZone
            number += 1
            servers.append(server)
        }
        try connection.table(Server.self).insert(contentsOf: servers)
        try connection.table(ServerRequest.self).insert(
            contentsOf: servers.map { server in
                ServerRequest(
                    id: server.id, interfaces: draft.interfaces, securityGroupIDs: draft.groupIDs,
                    publicKey: key?.publicKey,
                    imageProperties: spec.imageProperties, adminPassword: draft.password, spec: spec,
                    createdAt: draft.now)
            })
        for server in servers { try start(server, connection) }
        return servers
    }

    private func start(_ server: Server, _ connection: Connection) throws {
        let actionID = try connection.note(
            "create", event: BuildServerTask.event, of: server, userID: server.userID, projectID: server.projectID,
            context.identifiers)
        try context.queue.enqueue(
            connection, BuildServerTask.name, resource: server.resource,
            state: BuildServerTask.State(serverID: server.id, actionID: actionID))
    }

    private func flavor(_ draft: Draft, _ connection: Connection) throws -> Flavor {
        guard let flavor = try connection.table(Flavor.self).find(draft.wish.flavorID) else {
            throw Fault.badRequest("Invalid flavorRef provided.")
        }
        if flavor.isPublic || draft.isAdmin { return flavor }
        let access = FlavorAccess(flavorID: flavor.id, projectID: draft.projectID)
        guard try connection.table(FlavorAccess.self).find(access.id) != nil else {
            throw Fault.badRequest("Invalid flavorRef provided.")
        }
        return flavor
    }

    private func key(_ draft: Draft, _ connection: Connection) throws -> KeyPair? {
        guard let name = draft.wish.keyName else { return nil }
        guard let key = try connection.table(KeyPair.self).find(KeyPair.id(userID: draft.userID, name: name)) else {
            throw Fault.badRequest("Invalid key_name provided.")
        }
        return key
    }

    /// A zone must have a host.
    private func requireZone(_ spec: inout RequestSpec, _ connection: Connection) throws {
        guard let zone = spec.availabilityZone else { return }
        let known = try connection.table(ServiceRecord.self).exists(
            where: [.init("binary", .isIn, [.string("nova-compute")]), .init("zone", .isIn, [.string(zone)])])
        guard known || zone == context.configuration.defaultZone else {
            throw Fault.badRequest("The requested availability zone is not available")
        }
    }

    /// The group that the hints name; its policy becomes part of the request.
    private func group(
        _ spec: inout RequestSpec, _ draft: Draft, joining count: Int, _ connection: Connection
    ) throws -> String? {
        guard let id = spec.hints["group"]?.first else { return nil }
        guard let group = try context.serverGroup(connection, id, draft.projectID) else {
            throw Fault.badRequest("The request is invalid: server group \(id) could not be found.")
        }
        let members = try connection.table(Server.self).count([
            .init("server_group_id", [.string(id)]), .init("deleted_at", [.null]),
        ])
        try draft.quota.check(.serverGroupMembers, used: members, more: count, connection) { _ in
            "Quota exceeded, too many servers in group"
        }
        spec.groupPolicy = group.policy
        spec.groupMaximum = group.maximum
        return id
    }

    private func server(_ draft: Draft, _ flavor: FlavorSnapshot, number: Int, index: Int, of count: Int) -> Server {
        let wish = draft.wish
        let id = context.identifiers.uuid()
        let name = count > 1 ? "\(wish.name)-\(index + 1)" : wish.name
        let hostname = wish.hostname.map { count > 1 ? "\($0)-\(index + 1)" : $0 }
        return Server(
            id: id, number: number, projectID: draft.projectID, userID: draft.userID, name: name,
            description: wish.description,
            hostname: hostname ?? Hostname.sanitized(name, fallback: "server-\(id)"), vmState: .building,
            taskState: .scheduling,
            powerState: .noState, imageID: wish.imageID, flavorID: flavor.id, flavor: flavor, vcpus: flavor.vcpus,
            memory: flavor.memory, keyName: wish.keyName, host: nil, node: nil, availabilityZone: nil, pinnedZone: nil,
            metadata: TextMap(wish.metadata), tags: TextList(wish.tags), isLocked: false, isLockedByAdmin: false,
            lockReason: nil,
            userData: wish.userData, hasConfigDrive: wish.hasConfigDrive, reservationID: "", launchIndex: index,
            accessV4: wish.accessV4, accessV6: wish.accessV6, diskConfig: wish.diskConfig, network: .none,
            addressText: "",
            securityGroups: TextList(draft.groupNames), serverGroupID: nil, fault: nil, progress: 0,
            createdAt: draft.now,
            updatedAt: draft.now, launchedAt: nil, terminatedAt: nil, deletedAt: nil, generation: 0)
    }
}
