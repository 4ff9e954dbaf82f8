import CloudHTTP
import CloudSQL
import FoundationEssentials
import HTTPTypes
import Testing

/// TEMPORARY: serves for other suites while /tmp/plsrc/serve exists.
@Suite struct LiveTests {
    @Test func serve() async throws {
        guard FileManager.default.fileExists(atPath: "/tmp/plsrc/serve") else { return }
        let placement = try await Placement(.sqlite(path: "/tmp/plsrc/db/database"))
        let listener = Listener(host: "127.0.0.1", port: 18778) { request in
            var request = request
            if let roles = request.headers[HTTPField.Name.named("x-roles")] {
                let project = request.headers[HTTPField.Name.named("x-project-id")] ?? "p0"
                request.headers[.authToken] = "\(roles):\(project)"
            }
            return await placement.pipeline.respond(to: request)
        }
        let task = Task { try await listener.run { _ in } }
        while FileManager.default.fileExists(atPath: "/tmp/plsrc/serve") { try await Task.sleep(for: .milliseconds(300)) }
        task.cancel()
        await placement.close()
    }
}
