import CloudCore
import CloudJSON

/// Stops all servers that run, and waits until they have stopped.
struct GuestStop: Sendable {
    let client: CloudClient

    /// - Throws: `Fault` 504 when some still run after two minutes.
    func stopAll() async throws {
        for server in try await running() {
            _ = try await client.post("/compute/v2.1/servers/\(server.id)/action", ["os-stop": nil])
        }
        for _ in 0..<600 {
            if try await running().isEmpty { return }
            try await Task.sleep(for: .milliseconds(200))
        }
        throw Fault(
            504, "Some servers did not stop in two minutes: openstack server list --all-projects")
    }

    private func running() async throws -> [JSON] {
        try await client.get("/compute/v2.1/servers", [("all_tenants", "1"), ("status", "ACTIVE")])["servers"]?.array
            ?? []
    }
}
