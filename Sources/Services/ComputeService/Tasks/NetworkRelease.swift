import AgentProtocols
import CloudJSON
import CloudSQL
import ServiceClients

/// Gives a server's ports back: those that compute made are deleted, the user's own are unbound.
struct NetworkRelease: Sendable {
    let database: Database
    let network: NetworkClient

    func ports(of serverID: String) async throws {
        let request = try await database.read { try $0.table(ServerRequest.self).find(serverID) }
        let users = Set((request?.interfaces ?? []).compactMap(\.portID))
        for port in try await network.ports([("device_id", serverID)]) {
            if users.contains(port.id) {
                let unbound: [String: JSON] = ["device_id": "", "device_owner": "", "binding:host_id": ""]
                _ = try await network.updatePort(port.id, unbound)
            } else {
                try await network.deletePort(port.id)
            }
        }
    }
}
