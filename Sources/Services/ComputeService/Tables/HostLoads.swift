import CloudSQL

extension Connection {
    /// How many servers each host has: all, those that something is being done to, and those of one group.
    func loads(group: String?, except serverID: String) throws -> [String: (servers: Int, busy: Int, group: Int)] {
        let rows = try query(
            """
            SELECT host, count(*) AS servers, sum(CASE WHEN task_state IS NULL THEN 0 ELSE 1 END) AS busy,
                sum(CASE WHEN server_group_id = $1 THEN 1 ELSE 0 END) AS members
            FROM servers WHERE deleted_at IS NULL AND host IS NOT NULL AND id <> $2 GROUP BY host
            """, [.text(group ?? ""), .text(serverID)])
        var result: [String: (servers: Int, busy: Int, group: Int)] = [:]
        for row in rows {
            result[try row.string("host")] = (try row.int("servers"), try row.int("busy"), try row.int("members"))
        }
        return result
    }
}
