import AgentProtocols
import CloudCore

/// How a server was asked for: what its host needs again whenever it makes the guest anew.
struct ServerRequest: Sendable, Codable, Hashable {
    /// The server's id.
    var id: String
    var interfaces: [ServerSpecification.Interface]
    var securityGroupIDs: [String]
    var publicKey: String?
    var imageProperties: [String: String]
    /// Kept until the guest runs.
    var adminPassword: String?
    var spec: RequestSpec
    var createdAt: Timestamp
}
