package import CloudService
package import HostKit
import NetworkKit
package import ServiceClients

/// Composition of the network agent: it makes this host's networks what the service wants. It has no database.
package struct NetworkAgentRole: Sendable {
    package let parts: RoleParts

    /// - Parameters:
    ///   - prefix: names of everything on this host begin with it; two to eight small letters and digits.
    ///   - metadata: compute's metadata API, which guests' questions are passed to.
    ///   - metadataSecret: shared with it; signs who asks.
    package init(_ environment: RoleEnvironment, prefix: String, metadata: ServiceEndpoint, metadataSecret: String) {
        let agent = HostAgent(
            environment: environment, layout: HostPurge.layout(prefix), metadata: metadata,
            metadataSecret: metadataSecret)
        parts = RoleParts(preparations: [{ try await agent.start() }], loops: [{ try await agent.run() }])
    }

    /// The cloud's namespace on this host, where the guests' taps are.
    package static func namespace(prefix: String) -> NetworkNamespace { HostPurge.layout(prefix).cloud }
}
