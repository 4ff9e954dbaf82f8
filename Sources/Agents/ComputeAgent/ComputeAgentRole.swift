import AgentProtocols
import CloudMessaging
package import CloudService
package import HostKit
package import ServiceClients

/// Composition of the compute agent: it turns the conductor's orders into guests on this host. It has no database.
package struct ComputeAgentRole: Sendable {
    package let parts: RoleParts

    /// - Parameters:
    ///   - namespace: where the network agent makes the guests' taps; nil for the fake driver.
    ///   - runFolder: a short absolute path for the hypervisor's sockets.
    package init(
        _ environment: RoleEnvironment, image: ServiceEndpoint, network: ServiceEndpoint, session: ServiceSession,
        namespace: NetworkNamespace?, runFolder: String
    ) {
        let agent = GuestAgent(
            environment: environment, image: image, network: network, session: session, namespace: namespace,
            runFolder: runFolder)
        parts = RoleParts(preparations: [{ try await agent.start() }], loops: [{ try await agent.run() }])
    }
}
