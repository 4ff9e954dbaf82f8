import ArgumentParser
import CloudCore
import CloudObservability
import CloudSQL
import CloudService

/// `apus trace REQUEST-ID`: what a request caused, as a tree with times.
struct TraceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "trace", abstract: "Show what a request caused, step by step.")

    @Argument(help: "The request's id, as in the X-OpenStack-Request-ID header: req-…")
    var requestID: String

    func run() async throws {
        let cloud = try LocalCloud()
        let database = try Database(cloud.database("traces"), migrations: TraceStore.migrations)
        try await database.open()
        let spans = try await TraceStore.spans(of: requestID, database)
        await database.close()
        guard !spans.isEmpty else { throw CleanExit.message("No trace of \(requestID) is kept here.") }
        print(TraceTree(spans).text)
    }
}
