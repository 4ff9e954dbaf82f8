import CloudCore
import CloudSQL
import CloudTasks

extension Connection {
    /// The tasks of servers, oldest first of each: that one is under way.
    func tasks(of serverIDs: [String]) throws -> [TaskRow] {
        guard !serverIDs.isEmpty else { return [] }
        return try table(TaskRow.self).list(
            .init(
                filters: [.init("resource", .isIn, serverIDs.map { .string(Server.resource($0)) })],
                order: [.init("created_at")]))
    }
}
