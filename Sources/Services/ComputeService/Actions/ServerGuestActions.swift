import AgentProtocols
import CloudAuth
import CloudCore
import CloudJSON
import CloudMessaging
import CloudSQL
import ServiceClients

/// What reaches into a guest or its ports: console log, images, security groups.
struct ServerGuestActions: Sendable {
    let context: ComputeContext
    let servers: ServerActions

    /// The end of the console log, `length` lines of it.
    func consoleOutput(_ id: String, length: Int?, _ caller: Caller) async throws -> String {
        let server = try await servers.show(id, caller, rule: "os_compute_api:os-console-output")
        guard let host = server.host, server.launchedAt != nil else {
            throw Fault.conflict("Instance \(id) is not ready")
        }
        do {
            return try await context.bus.call(
                GetConsoleOutput(serverID: id, length: length), to: ComputeTopics.agent(host), within: .seconds(10)
            ).output
        } catch let fault as Fault where fault.status == 503 || fault.status == 504 {
            throw Fault(503, "The compute service of the instance's host does not answer.", cause: fault.message)
        }
    }

    /// Makes an image of the server's disk. - Returns: the image's id.
    func createImage(_ id: String, name: String, metadata: [String: String], _ caller: Caller) async throws -> String {
        let rule = "os_compute_api:servers:create_image"
        let server = try await servers.show(id, caller, rule: rule)
        try servers.requireUnlocked(server, caller)
        try ServerMove.createImage.check(server)
        let request = try await context.database.read { try $0.table(ServerRequest.self).find(id) }
        var members: [String: JSON] = [:]
        for (key, value) in request?.imageProperties ?? [:] where !key.hasPrefix("os_hash") {
            members[key] = .string(value)
        }
        for (key, value) in metadata { members[key] = .string(value) }
        members["name"] = .string(name)
        members["visibility"] = "private"
        members["disk_format"] = "qcow2"
        members["container_format"] = "bare"
        members["min_disk"] = .integer(Int64(server.flavor.disk))
        members["image_type"] = "snapshot"
        members["instance_uuid"] = .string(id)
        if let base = server.imageID { members["base_image_ref"] = .string(base) }
        let imageID = try await context.images.create(members, userToken: caller.token)
        do {
            try await context.database.write { connection in
                var server = try servers.found(id, rule, caller, connection)
                try servers.begin(.createImage, &server, imageID: imageID, caller, connection)
            }
        } catch {
            try? await context.images.delete(imageID, userToken: caller.token)
            throw error
        }
        return imageID
    }

    func addSecurityGroup(_ name: String, to id: String, _ caller: Caller) async throws {
        let (server, group) = try await serverAndGroup(name, id, caller, rule: "os_compute_api:os-security-groups:add")
        for port in try await context.network.ports([("device_id", id)]) where !port.securityGroupIDs.contains(group.id)
        {
            try await set(port.securityGroupIDs + [group.id], on: port)
        }
        try await note(server) { if !$0.contains(group.name) { $0.append(group.name) } }
    }

    func removeSecurityGroup(_ name: String, from id: String, _ caller: Caller) async throws {
        let (server, group) = try await serverAndGroup(
            name, id, caller, rule: "os_compute_api:os-security-groups:remove")
        let ports = try await context.network.ports([("device_id", id)]).filter {
            $0.securityGroupIDs.contains(group.id)
        }
        guard !ports.isEmpty else {
            throw Fault.notFound("Security group \(name) not associated with the instance \(id)")
        }
        for port in ports { try await set(port.securityGroupIDs.filter { $0 != group.id }, on: port) }
        try await note(server) { $0.removeAll { $0 == group.name } }
    }

    private func serverAndGroup(
        _ name: String, _ id: String, _ caller: Caller, rule: String
    ) async throws -> (Server, (id: String, name: String)) {
        let server = try await servers.show(id, caller, rule: rule)
        guard server.vmState == .active || server.vmState == .stopped || server.vmState == .paused else {
            throw Fault.conflict(
                "Cannot 'addSecurityGroup' instance \(id) while it is in vm_state \(server.vmState.rawValue)")
        }
        let groups = try await context.network.securityGroups([("project_id", server.projectID)])
            .filter { $0.id == name || $0.name == name }
        guard let group = groups.first else {
            throw Fault.notFound("Security group \(name) not found for project \(server.projectID).")
        }
        guard groups.count == 1 else {
            throw Fault.conflict("Multiple security groups found matching '\(name)'. Use an ID to be more specific.")
        }
        return (server, group)
    }

    private func set(_ groups: [String], on port: PortDescription) async throws {
        _ = try await context.network.updatePort(port.id, ["security_groups": .array(groups.map(JSON.string))])
    }

    private func note(_ server: Server, _ change: @escaping @Sendable (inout [String]) -> Void) async throws {
        try await context.database.write { connection in
            let table = try connection.table(Server.self)
            var server = try table.present(server.id)
            change(&server.securityGroups.items)
            server.updatedAt = connection.now
            try table.update(&server)
        }
    }
}
