import CloudAuth
import CloudCore
import CloudSQL

/// A server's metadata: names and texts of its user's.
struct ServerMetadataActions: Sendable {
    let context: ComputeContext
    let servers: ServerActions

    func all(_ id: String, _ caller: Caller) async throws -> [String: String] {
        try await servers.show(id, caller, rule: "os_compute_api:server-metadata:index").metadata.items
    }

    func item(_ key: String, of id: String, _ caller: Caller) async throws -> String {
        let items = try await servers.show(id, caller, rule: "os_compute_api:server-metadata:show").metadata.items
        guard let value = items[key] else { throw Fault.notFound("Metadata item was not found") }
        return value
    }

    /// Adds items; those of the same names are replaced.
    func add(
        _ items: [String: String], to id: String, _ caller: Caller,
        rule: String = "os_compute_api:server-metadata:create"
    ) async throws -> [String: String] {
        try await change(id, caller, rule: rule) { $0.merge(items) { $1 } }
    }

    func replace(_ items: [String: String], of id: String, _ caller: Caller) async throws -> [String: String] {
        try await change(id, caller, rule: "os_compute_api:server-metadata:update_all") { $0 = items }
    }

    func remove(_ key: String, of id: String, _ caller: Caller) async throws {
        _ = try await change(id, caller, rule: "os_compute_api:server-metadata:delete") { items in
            guard items.removeValue(forKey: key) != nil else { throw Fault.notFound("Metadata item was not found") }
        }
    }

    /// - Throws: 400 for a name that is empty, too long, or not to be stored.
    static func checkNames(_ items: [String: String]) throws {
        for name in items.keys where name.isEmpty || name.unicodeScalars.count > 255 || name.utf8.contains(0) {
            throw Fault.badRequest(
                "Invalid input for field/attribute metadata. '\(name.prefix(60))' is no name for an item.")
        }
    }

    private func change(
        _ id: String, _ caller: Caller, rule: String,
        _ body: @escaping @Sendable (inout [String: String]) throws -> Void
    ) async throws -> [String: String] {
        // What must be asked elsewhere is asked before; the transaction decides.
        let projectID = try await context.database.read { try servers.found(id, rule, caller, $0).projectID }
        let quota = try await context.quotas.limits(ofProject: projectID)
        return try await context.database.write { connection in
            var server = try servers.found(id, rule, caller, connection)
            try servers.requireUnlocked(server, caller)
            try ServerMove.updateMetadata.check(server)
            try body(&server.metadata.items)
            try Self.checkNames(server.metadata.items)
            try quota.check(.metadataItems, used: 0, more: server.metadata.items.count, connection) {
                "Maximum number of metadata items exceeds \($0)"
            }
            server.updatedAt = connection.now
            try connection.table(Server.self).update(&server)
            return server.metadata.items
        }
    }
}
