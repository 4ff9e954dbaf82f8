import CloudCore
import CloudSQL

extension Server: Record, Versioned {
    static let table = "servers"
    static let migration = Migration(
        8, "servers",
        [
            """
            CREATE TABLE servers (
                id TEXT PRIMARY KEY, number INTEGER NOT NULL, project_id TEXT NOT NULL, user_id TEXT NOT NULL,
                name TEXT NOT NULL,
                description TEXT, hostname TEXT NOT NULL, vm_state TEXT NOT NULL, task_state TEXT,
                power_state INTEGER NOT NULL,
                image_id TEXT, flavor_id TEXT NOT NULL, flavor TEXT NOT NULL, vcpus INTEGER NOT NULL,
                memory INTEGER NOT NULL,
                key_name TEXT, host TEXT, node TEXT, availability_zone TEXT, pinned_zone TEXT, metadata TEXT NOT NULL,
                tags TEXT NOT NULL, is_locked INTEGER NOT NULL, is_locked_by_admin INTEGER NOT NULL, lock_reason TEXT,
                user_data TEXT, has_config_drive INTEGER NOT NULL, reservation_id TEXT NOT NULL,
                launch_index INTEGER NOT NULL,
                access_v4 TEXT, access_v6 TEXT, disk_config TEXT NOT NULL, network TEXT NOT NULL,
                address_text TEXT NOT NULL,
                security_groups TEXT NOT NULL, server_group_id TEXT, fault TEXT, progress INTEGER NOT NULL,
                created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL, launched_at BIGINT, terminated_at BIGINT,
                deleted_at BIGINT, generation INTEGER NOT NULL)
            """,
            "CREATE INDEX servers_by_project ON servers (project_id, deleted_at, created_at, id)",
            "CREATE INDEX servers_by_time ON servers (created_at, id)",
            "CREATE INDEX servers_by_host ON servers (host, deleted_at)",
            "CREATE INDEX servers_by_state ON servers (vm_state, task_state)",
            "CREATE INDEX servers_by_change ON servers (updated_at)",
            "CREATE INDEX servers_by_deletion ON servers (deleted_at)",
            "CREATE INDEX servers_by_image ON servers (image_id)",
            "CREATE INDEX servers_by_flavor ON servers (flavor_id)",
            "CREATE INDEX servers_by_group ON servers (server_group_id)",
            "CREATE INDEX servers_by_reservation ON servers (reservation_id)",
            "CREATE UNIQUE INDEX servers_by_number ON servers (number)",
        ])
}

extension Server {
    /// Servers that ran at some time between these moments.
    static func alive(from start: Timestamp, to stop: Timestamp) -> SQLCondition {
        SQLCondition(
            "launched_at IS NOT NULL AND launched_at < $1 AND (terminated_at IS NULL OR terminated_at >= $2)",
            [.timestamp(stop), .timestamp(start)])
    }
}

extension Table where R == Server {
    /// The server unless it is deleted. - Throws: 404 in Nova's words.
    func present(_ id: String) throws -> Server {
        guard !id.utf8.contains(0), let server = try find(id), server.vmState != .deleted else {
            throw Fault.notFound("Instance \(id) could not be found.")
        }
        return server
    }

    /// The servers of a host that are not deleted.
    func onHost(_ host: String) throws -> [Server] {
        try list(.init(filters: [.init("host", .isIn, [.string(host)]), .init("deleted_at", .isIn, [.null])]))
    }
}

extension Connection {
    /// What the project's servers use now: counted, never tracked.
    func usage(ofProject id: String) throws -> ServerUsage {
        let row = try query(
            """
            SELECT count(*) AS servers, coalesce(sum(vcpus), 0) AS vcpus, coalesce(sum(memory), 0) AS memory
            FROM servers WHERE project_id = $1 AND deleted_at IS NULL
            """, [.text(id)]
        ).first
        guard let row else { return ServerUsage(servers: 0, vcpus: 0, memory: 0) }
        return ServerUsage(servers: try row.int("servers"), vcpus: try row.int("vcpus"), memory: try row.int("memory"))
    }

    /// The number of the next server.
    func nextServerNumber() throws -> Int {
        try scalar("SELECT coalesce(max(number), 0) + 1 FROM servers")?.number() ?? 1
    }

    /// Notes how far the building of a server is; nothing, when it is not being built any more.
    func noteProgress(_ state: TaskState, ofBuilding id: String) throws {
        try execute(
            """
            UPDATE servers SET task_state = $2, updated_at = $3, generation = generation + 1
            WHERE id = $1 AND vm_state = 'building' AND task_state IN ('scheduling', 'networking',
            'block_device_mapping')
            """, [.text(id), .text(state.rawValue), .timestamp(now)])
    }

    /// Removes servers that were deleted before then, with their actions.
    func forgetServers(deletedBefore moment: Timestamp) throws {
        let before = SQLValue.timestamp(moment)
        let old = "SELECT id FROM servers WHERE deleted_at < $1"
        let actions = "SELECT id FROM instance_actions WHERE server_id IN (\(old))"
        try execute("DELETE FROM instance_action_events WHERE action_id IN (\(actions))", [before])
        try execute("DELETE FROM instance_actions WHERE server_id IN (\(old))", [before])
        try execute("DELETE FROM servers WHERE deleted_at < $1", [before])
    }
}
