import CloudCore
import CloudSQL
import HostKit

/// Looks for transitional states that no task owns, and for tasks that do not end.
struct TaskExamination: Sendable {
    let cloud: LocalCloud

    /// How long a task may stand after its deadline: its undo takes time too.
    private static let grace = Duration.seconds(120)

    private static let ownerless: [(service: String, sql: String)] = [
        (
            "compute",
            """
            SELECT 'server ' || id || ' is ' || COALESCE(task_state, vm_state) || ', but no task works on it'
            FROM servers WHERE deleted_at IS NULL AND (task_state IS NOT NULL OR vm_state = 'building')
                AND NOT EXISTS (SELECT 1 FROM tasks WHERE resource = 'server/' || servers.id)
            """
        )
    ]

    func findings() async throws -> [Finding] {
        var found: [Finding] = []
        for (service, sql) in Self.ownerless {
            found += try await ask(service, sql).map { Finding($0, mend: Self.mending(of: $0)) }
        }
        let past = (CloudClock.system.now - Self.grace).microseconds
        for service in ["compute", "network", "image"] {
            found += try await ask(
                service,
                """
                SELECT 'task ' || kind || ' of ' || resource || ' has not ended in its time' FROM tasks
                WHERE deadline < $1
                """, [.integer(past)]
            ).map { Finding($0) }
        }
        return try await found + ports()
    }

    private func ports() async throws -> [Finding] {
        try await ask(
            "network",
            """
            SELECT id || ' ' || host_id FROM ports
            WHERE status = 'BUILD' AND NOT EXISTS (SELECT 1 FROM tasks WHERE id = ports.plug_task)
            """
        ).map { line in
            let words = line.split(separator: " ").map(String.init)
            return Finding(
                "port \(words[0]) is in BUILD, but no task works on it",
                mend: words.count > 1 ? .plug(words[0], host: words[1]) : nil)
        }
    }

    /// Of a line's own words: what stands without a task.
    private static func mending(of line: String) -> Mending? {
        let words = line.split(separator: " ").map(String.init)
        guard words.count > 3, words[0] == "server" else { return nil }
        return words[3].hasPrefix("deleting") ? .delete("/compute/v2.1/servers/\(words[1])") : .giveUp(words[1])
    }

    /// The lines of one query; none from a store that is not on this machine.
    private func ask(_ service: String, _ sql: String, _ parameters: [SQLValue] = []) async throws -> [String] {
        let location = try cloud.database(service)
        if case .sqlite(let path) = location, !HostFile.exists(path) { return [] }
        let database = try Database(location, migrations: [], readers: 1)
        let lines = try await database.read { try $0.all(String.self, sql, parameters) }
        await database.close()
        return lines
    }
}
