import CloudAuth
import CloudCore
import CloudSQL

/// A server's tags.
struct ServerTagActions: Sendable {
    static let maximum = 50

    let context: ComputeContext
    let servers: ServerActions

    func all(_ id: String, _ caller: Caller) async throws -> [String] {
        try await servers.show(id, caller, rule: "os_compute_api:os-server-tags:index").tags.items
    }

    func require(_ tag: String, of id: String, _ caller: Caller) async throws {
        let tags = try await servers.show(id, caller, rule: "os_compute_api:os-server-tags:show").tags.items
        guard tags.contains(tag) else { throw Fault.notFound("Server \(id) has no tag '\(tag)'") }
    }

    /// - Returns: whether it is new.
    func add(_ tag: String, to id: String, _ caller: Caller) async throws -> Bool {
        try Self.check([tag])
        return try await change(id, caller, rule: "os_compute_api:os-server-tags:update") { tags in
            if tags.contains(tag) { return false }
            guard tags.count < Self.maximum else {
                throw Fault.badRequest("The number of tags exceeded the per-server limit \(Self.maximum)")
            }
            tags.append(tag)
            return true
        }
    }

    func replace(_ wanted: [String], of id: String, _ caller: Caller) async throws -> [String] {
        try Self.check(wanted)
        guard wanted.count <= Self.maximum else {
            throw Fault.badRequest("The number of tags exceeded the per-server limit \(Self.maximum)")
        }
        var seen: Set<String> = []
        let unique = wanted.filter { seen.insert($0).inserted }
        return try await change(id, caller, rule: "os_compute_api:os-server-tags:update_all") { tags in
            tags = unique
            return unique
        }
    }

    func remove(_ tag: String, of id: String, _ caller: Caller) async throws {
        try await change(id, caller, rule: "os_compute_api:os-server-tags:delete") { tags in
            guard let place = tags.firstIndex(of: tag) else { throw Fault.notFound("Server \(id) has no tag '\(tag)'") }
            tags.remove(at: place)
        }
    }

    func removeAll(of id: String, _ caller: Caller) async throws {
        try await change(id, caller, rule: "os_compute_api:os-server-tags:delete_all") { $0 = [] }
    }

    private static func check(_ tags: [String]) throws {
        for tag in tags where tag.contains("/") || tag.contains(",") {
            throw Fault.badRequest("Tag '\(tag)' is invalid. It must be a string without characters '/' and ','.")
        }
    }

    @discardableResult
    private func change<Result: Sendable>(
        _ id: String, _ caller: Caller, rule: String, _ body: @escaping @Sendable (inout [String]) throws -> Result
    ) async throws -> Result {
        try await context.database.write { connection in
            var server = try servers.found(id, rule, caller, connection)
            guard server.taskState == nil || server.vmState != .building else {
                throw Fault.conflict("Cannot 'update tags' instance \(id) while it is in vm_state building")
            }
            let result = try body(&server.tags.items)
            server.updatedAt = connection.now
            try connection.table(Server.self).update(&server)
            return result
        }
    }
}
